-- A database file as version 1 of the schema left it (`Connection.iterdump`). The people are invented.
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    payment_key TEXT    NOT NULL REFERENCES orders (payment_key),
    at          INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    status_id   INTEGER NOT NULL,
    detail      TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO "events" VALUES(1,'7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(2,'05b6e6e3-07d4-4edc-9143-1193e6c3f339',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(3,'b8b333a8-e544-4dd4-952b-82f6be3edc0a',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(4,'b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(5,'2b9c014e-a5ac-46d8-a4c2-f2e39403560d',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(6,'3328ad08-8ded-4c96-91eb-79fa5d5f576c',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(7,'ee52bdb6-d102-4a15-99ed-17e3cc0e95ee',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(8,'1bd7ce73-4227-4e21-b023-580ccbd3f5e0',1795456901253,'received',1,'');
INSERT INTO "events" VALUES(9,'7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1795456901357,'accept pressed',1,'20 min');
INSERT INTO "events" VALUES(10,'7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1795456901360,'accept refused',1,'sipariş bulunamadı');
INSERT INTO "events" VALUES(11,'05b6e6e3-07d4-4edc-9143-1193e6c3f339',1795456901361,'accept pressed',1,'30 min');
INSERT INTO "events" VALUES(12,'7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(13,'05b6e6e3-07d4-4edc-9143-1193e6c3f339',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(14,'b8b333a8-e544-4dd4-952b-82f6be3edc0a',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(15,'b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(16,'2b9c014e-a5ac-46d8-a4c2-f2e39403560d',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(17,'3328ad08-8ded-4c96-91eb-79fa5d5f576c',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(18,'ee52bdb6-d102-4a15-99ed-17e3cc0e95ee',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(19,'1bd7ce73-4227-4e21-b023-580ccbd3f5e0',1795456901364,'acknowledged',1,'');
INSERT INTO "events" VALUES(20,'05b6e6e3-07d4-4edc-9143-1193e6c3f339',1795456901365,'accepted',2,'30 min');
INSERT INTO "events" VALUES(21,'b8b333a8-e544-4dd4-952b-82f6be3edc0a',1795456901562,'muted',1,'');
INSERT INTO "events" VALUES(22,'b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1',1795456901563,'put away',1,'');
INSERT INTO "events" VALUES(23,'05b6e6e3-07d4-4edc-9143-1193e6c3f339',1795456901562,'acknowledged',2,'');
INSERT INTO "events" VALUES(24,'2b9c014e-a5ac-46d8-a4c2-f2e39403560d',1795456901665,'status changed',2,'');
INSERT INTO "events" VALUES(25,'39235bc0-736a-447a-843f-dda7b1eedaff',1795456901768,'received',1,'');
INSERT INTO "events" VALUES(26,'909ff497-6a8a-43ef-a880-4790be6c6fe9',1795456901768,'received',1,'');
INSERT INTO "events" VALUES(27,'2b9c014e-a5ac-46d8-a4c2-f2e39403560d',1795456901770,'acknowledged',2,'');
INSERT INTO "events" VALUES(28,'39235bc0-736a-447a-843f-dda7b1eedaff',1795456901876,'acknowledgement refused',1,'sipariş bulunamadı');
CREATE TABLE orders (
    payment_key    TEXT    PRIMARY KEY,
    number         TEXT    NOT NULL,
    status_id      INTEGER NOT NULL,
    restaurant_id  TEXT    NOT NULL,
    total          TEXT,
    placed_at      INTEGER,
    scheduled_at   INTEGER,
    received_at    INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    accepted_at    INTEGER,
    preparing_time INTEGER,
    muted_at       INTEGER,
    put_away_at    INTEGER,
    raw            TEXT    NOT NULL
) STRICT;
INSERT INTO "orders" VALUES('7ce42c82-1807-4e8c-b5bf-992dc9e9c616','1031',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','265.0',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,NULL,NULL,'{"id": 1031, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "pickup", "payment_key": "7ce42c82-1807-4e8c-b5bf-992dc9e9c616", "payment_method": "Kredi Kartı", "note": "", "total": 265.0, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "come_get", "discount": "0", "courier_fee": 0.0, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 0", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Falafel Tabağı", "quantity": 1, "price": 265, "total": 265, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('05b6e6e3-07d4-4edc-9143-1193e6c3f339','1032',2,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','89.9',1795456901000,NULL,1795456901253,1795456901365,1795456901365,30,NULL,NULL,'{"id": 1032, "status_id": 2, "status_text": "Hazırlanıyor", "shipping_method": "delivery", "payment_key": "05b6e6e3-07d4-4edc-9143-1193e6c3f339", "payment_method": "Kredi Kartı", "note": "", "total": 89.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 1", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Şalgam", "quantity": 1, "price": 50, "total": 50, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('b8b333a8-e544-4dd4-952b-82f6be3edc0a','1033',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','759.9',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,1795456901562,NULL,'{"id": 1033, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "delivery", "payment_key": "b8b333a8-e544-4dd4-952b-82f6be3edc0a", "payment_method": "Banka Kartı", "note": "Zili çalmayın", "total": 759.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 2", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Lahmacun", "quantity": 1, "price": 135, "total": 135, "note": "", "options": [{"ilave_basligi": "Ekstralar", "secim_turu": "coklu", "ekleme_cikarma": "ekleme", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Acı Sos", "price": 0}]}]}, {"name": "Mantı", "quantity": 1, "price": 295, "total": 295, "note": "", "options": []}, {"name": "Adana Dürüm", "quantity": 1, "price": 290, "total": 290, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1','1034',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','104.9',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,NULL,1795456901563,'{"id": 1034, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "delivery", "payment_key": "b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1", "payment_method": "Banka Kartı", "note": "", "total": 104.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 3", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Kola 330 ml", "quantity": 1, "price": 65, "total": 65, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('2b9c014e-a5ac-46d8-a4c2-f2e39403560d','1035',2,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','104.9',1795456901000,NULL,1795456901253,1795456901665,1795456901665,NULL,NULL,NULL,'{"id": 1035, "status_id": 2, "status_text": "Hazırlanıyor", "shipping_method": "delivery", "payment_key": "2b9c014e-a5ac-46d8-a4c2-f2e39403560d", "payment_method": "Kredi Kartı", "note": "", "total": 104.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 4", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Kola 330 ml", "quantity": 1, "price": 65, "total": 65, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('3328ad08-8ded-4c96-91eb-79fa5d5f576c','1036',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','1569.9',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,NULL,NULL,'{"id": 1036, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "delivery", "payment_key": "3328ad08-8ded-4c96-91eb-79fa5d5f576c", "payment_method": "Banka Kartı", "note": "", "total": 1569.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 5", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Beef Burrito", "quantity": 2, "price": 385, "total": 770, "note": "Az baharatlı", "options": []}, {"name": "Izgara Köfte", "quantity": 2, "price": 380, "total": 760, "note": "", "options": [{"ilave_basligi": "Çıkarılacaklar", "secim_turu": "coklu", "ekleme_cikarma": "cikarma", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Soğan", "price": 0}]}]}]}');
INSERT INTO "orders" VALUES('ee52bdb6-d102-4a15-99ed-17e3cc0e95ee','1037',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','279.9',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,NULL,NULL,'{"id": 1037, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "delivery", "payment_key": "ee52bdb6-d102-4a15-99ed-17e3cc0e95ee", "payment_method": "Nakit", "note": "", "total": 279.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 6", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Mercimek Çorbası", "quantity": 2, "price": 120, "total": 240, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('1bd7ce73-4227-4e21-b023-580ccbd3f5e0','1038',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','1195.0',1795456901000,NULL,1795456901253,1795456901253,NULL,NULL,NULL,NULL,'{"id": 1038, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "pickup", "payment_key": "1bd7ce73-4227-4e21-b023-580ccbd3f5e0", "payment_method": "Nakit", "note": "", "total": 1195.0, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "come_get", "discount": "0", "courier_fee": 0.0, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 7", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Mercimek Çorbası", "quantity": 1, "price": 120, "total": 120, "note": "", "options": [{"ilave_basligi": "Ekstralar", "secim_turu": "coklu", "ekleme_cikarma": "ekleme", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Acı Sos", "price": 0}]}, {"ilave_basligi": "Çıkarılacaklar", "secim_turu": "coklu", "ekleme_cikarma": "cikarma", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Domates", "price": 0}]}]}, {"name": "Falafel Tabağı", "quantity": 3, "price": 265, "total": 795, "note": "", "options": []}, {"name": "Çoban Salata", "quantity": 2, "price": 140, "total": 280, "note": "", "options": [{"ilave_basligi": "Çıkarılacaklar", "secim_turu": "coklu", "ekleme_cikarma": "cikarma", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Maydanoz", "price": 0}]}]}]}');
INSERT INTO "orders" VALUES('39235bc0-736a-447a-843f-dda7b1eedaff','1039',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','1194.9',1795456901000,NULL,1795456901768,1795456901768,NULL,NULL,NULL,NULL,'{"id": 1039, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "delivery", "payment_key": "39235bc0-736a-447a-843f-dda7b1eedaff", "payment_method": "Banka Kartı", "note": "", "total": 1194.9, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "restaurant", "discount": "0", "courier_fee": 39.9, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 10", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Ayran 300 ml", "quantity": 1, "price": 45, "total": 45, "note": "", "options": []}, {"name": "Tavuk Burrito", "quantity": 3, "price": 340, "total": 1020, "note": "", "options": []}, {"name": "Ayran 300 ml", "quantity": 2, "price": 45, "total": 90, "note": "", "options": []}]}');
INSERT INTO "orders" VALUES('909ff497-6a8a-43ef-a880-4790be6c6fe9','1040',1,'0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21','355.0',1795456901000,NULL,1795456901768,1795456901768,NULL,NULL,NULL,NULL,'{"id": 1040, "status_id": 1, "status_text": "Sipariş Geldi", "shipping_method": "pickup", "payment_key": "909ff497-6a8a-43ef-a880-4790be6c6fe9", "payment_method": "Nakit", "note": "Az acılı olsun", "total": 355.0, "date": "2026-11-23 21:01:41", "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "restaurant_name": "Halaskargazi Şube", "courier_type": "come_get", "discount": "0", "courier_fee": 0.0, "scheduled_date": "", "order_tip": 0, "customer": {"name": "Müşteri 11", "phone": "0500 000 00 00"}, "address": {"address": "Uydurma Sokak 5", "description": "", "apartment": ""}, "items": [{"name": "Tavuk Burrito", "quantity": 1, "price": 355, "total": 355, "note": "", "options": [{"ilave_basligi": "Ekstralar", "secim_turu": "coklu", "ekleme_cikarma": "ekleme", "zorunlu_turu": "opsiyonel", "ilave_opsiyonlari": [{"name": "Ballı Hardal", "price": 15}]}]}]}');
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('acknowledge', 'accept')),
    payment_key     TEXT    NOT NULL REFERENCES orders (payment_key),
    status_id       INTEGER NOT NULL,
    preparing_time  INTEGER,
    state           TEXT    NOT NULL CHECK (state IN ('owed', 'done', 'refused', 'unsure', 'withdrawn')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    in_air          INTEGER NOT NULL DEFAULT 0,
    message         TEXT    NOT NULL DEFAULT '',
    needs_person    INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    last_attempt_at INTEGER,
    settled_at      INTEGER
) STRICT;
INSERT INTO "outbox" VALUES(1,'acknowledge','7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(2,'acknowledge','05b6e6e3-07d4-4edc-9143-1193e6c3f339',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(3,'acknowledge','b8b333a8-e544-4dd4-952b-82f6be3edc0a',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(4,'acknowledge','b3fa7aa7-e1fa-49d7-8c7e-134f5dfbd3d1',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(5,'acknowledge','2b9c014e-a5ac-46d8-a4c2-f2e39403560d',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(6,'acknowledge','3328ad08-8ded-4c96-91eb-79fa5d5f576c',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(7,'acknowledge','ee52bdb6-d102-4a15-99ed-17e3cc0e95ee',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(8,'acknowledge','1bd7ce73-4227-4e21-b023-580ccbd3f5e0',1,NULL,'done',0,0,'',0,1795456901253,NULL,1795456901364);
INSERT INTO "outbox" VALUES(9,'accept','7ce42c82-1807-4e8c-b5bf-992dc9e9c616',1,20,'refused',1,1,'sipariş bulunamadı',1,1795456901357,1795456901358,1795456901360);
INSERT INTO "outbox" VALUES(10,'accept','05b6e6e3-07d4-4edc-9143-1193e6c3f339',1,30,'done',1,1,'',0,1795456901361,1795456901362,1795456901365);
INSERT INTO "outbox" VALUES(11,'acknowledge','05b6e6e3-07d4-4edc-9143-1193e6c3f339',2,NULL,'done',0,0,'',0,1795456901459,NULL,1795456901562);
INSERT INTO "outbox" VALUES(12,'acknowledge','2b9c014e-a5ac-46d8-a4c2-f2e39403560d',2,NULL,'done',0,0,'',0,1795456901665,NULL,1795456901770);
INSERT INTO "outbox" VALUES(13,'acknowledge','39235bc0-736a-447a-843f-dda7b1eedaff',1,NULL,'owed',5,0,'HTTP 500',1,1795456901768,NULL,1795456901876);
INSERT INTO "outbox" VALUES(14,'acknowledge','909ff497-6a8a-43ef-a880-4790be6c6fe9',1,NULL,'owed',7,0,'HTTP 500',0,1795456901768,NULL,NULL);
CREATE TABLE rejected (
    fingerprint TEXT    PRIMARY KEY,
    raw         TEXT    NOT NULL,
    first_seen  INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL,
    times       INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO "rejected" VALUES('d1b95f189b9f53b5f03eb951e8a91e4c1d7d63d35f6d0640b424849c497370fa','{"id": 1, "customer": {"name": "M\u00fc\u015fteri 9"}}',1795456901768,1795456902386,7);
CREATE INDEX orders_received ON orders (received_at);
CREATE INDEX orders_on_board ON orders (changed_at, accepted_at, scheduled_at)
    WHERE put_away_at IS NULL AND status_id NOT IN (5, 6);
CREATE INDEX events_of_order ON events (payment_key, id);
CREATE UNIQUE INDEX outbox_acknowledgement ON outbox (payment_key, status_id) WHERE kind = 'acknowledge';
CREATE UNIQUE INDEX outbox_open_accept ON outbox (payment_key) WHERE kind = 'accept' AND state IN ('owed', 'unsure');
CREATE INDEX outbox_accepts ON outbox (payment_key, id) WHERE kind = 'accept';
CREATE INDEX outbox_owed ON outbox (id) WHERE state = 'owed';
CREATE INDEX outbox_needs_person ON outbox (id) WHERE needs_person;
COMMIT;
