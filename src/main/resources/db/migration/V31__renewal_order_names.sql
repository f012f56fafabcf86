-- What each order was for, for the authority's limits: names sorted, registered domains, both
-- separated by spaces; whether it named the certificate it replaces, which frees it of them.
ALTER TABLE renewal_order ADD COLUMN names TEXT NOT NULL DEFAULT '';
ALTER TABLE renewal_order ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0;
