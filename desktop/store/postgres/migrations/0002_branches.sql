-- The history of one branch: without this index it is looked for among the orders of all branches.

CREATE INDEX order_facts_of_branch ON order_facts (restaurant_id, id);
