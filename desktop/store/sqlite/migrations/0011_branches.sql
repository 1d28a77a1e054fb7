-- The history of one branch, in the order of arrival: each entry of an index ends with the rowid.

CREATE INDEX order_facts_of_branch ON order_facts (restaurant_id);
