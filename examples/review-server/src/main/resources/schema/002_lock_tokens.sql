-- The token of the lock under which a comment was saved last; a smaller one comes too late. 0 for what never was locked.
alter table comments add column if not exists lock_token bigint not null default 0;
