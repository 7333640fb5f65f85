-- Whose upload holds a file's id while it arrives: the name of a node. Null once the file is there.
alter table files add column if not exists reserved_by varchar(32);
-- Who makes the thumbnail now: the name of a node. Null when nobody does.
alter table versions add column if not exists claimed_by varchar(32);
create index if not exists versions_by_thumbnail on versions (thumbnail);

-- Bytes that arrive and belong to no version yet; what lies on the disk and is neither here nor there is nobody's.
create table if not exists arriving_blobs (
    blob_id varchar(80) primary key,
    node varchar(32) not null
);

-- A row to lock for as long as a change's events are not published; projects share them by hash.
create table if not exists commit_order (stripe int primary key);
merge into commit_order key (stripe) select x from system_range(0, 63);

-- Transactions of the last minutes, for whoever lost the connection while one was committed.
create table if not exists commits (
    id varchar(80) primary key,
    at timestamp(3) with time zone not null
);
