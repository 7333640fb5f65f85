create table users (
    id varchar(70) primary key,
    name varchar(40) not null,
    created_at timestamp(3) with time zone not null
);

create table projects (
    id varchar(80) primary key,
    name varchar(200) not null,
    created_by varchar(70) not null references users,
    created_at timestamp(3) with time zone not null
);

create table members (
    project_id varchar(80) not null references projects on delete cascade,
    user_id varchar(70) not null references users,
    permission varchar(20) not null,
    -- Start of the unbroken access: kept when the permission changes, new after a removal.
    since timestamp(3) with time zone not null,
    primary key (project_id, user_id)
);
create index members_by_user on members (user_id);

create table folders (
    id varchar(80) primary key,
    project_id varchar(80) not null references projects on delete cascade,
    name varchar(200) not null,
    created_by varchar(70) not null references users,
    created_at timestamp(3) with time zone not null,
    unique (project_id, name)
);

create table files (
    id varchar(80) primary key,
    -- The order they came in; times can be equal.
    seq bigint generated always as identity unique,
    project_id varchar(80) not null references projects on delete cascade,
    folder_id varchar(80) references folders,
    name varchar(255) not null,
    status varchar(32) not null,
    -- 0 while the first upload is under way: the id is taken, but there is no file to see yet.
    version int not null,
    created_by varchar(70) not null references users,
    created_at timestamp(3) with time zone not null,
    updated_at timestamp(3) with time zone not null
);
create index files_by_project on files (project_id, seq);
create index files_by_folder on files (folder_id);

create table versions (
    id varchar(80) not null unique,
    file_id varchar(80) not null references files on delete cascade,
    number int not null,
    name varchar(255) not null,
    media_type varchar(100) not null,
    size_bytes bigint not null,
    -- Name of the bytes on disk; chosen by the server.
    blob_id varchar(80) not null,
    -- none, pending, ready or failed
    thumbnail varchar(10) not null,
    created_by varchar(70) not null references users,
    created_at timestamp(3) with time zone not null,
    primary key (file_id, number)
);

create table transcripts (
    file_id varchar(80) not null references files on delete cascade,
    language varchar(35) not null,
    word_count int not null,
    source_file_id varchar(80) not null,
    created_at timestamp(3) with time zone not null,
    primary key (file_id, language)
);

create table comments (
    id varchar(80) primary key,
    -- The order they came in; times can be equal.
    seq bigint generated always as identity unique,
    file_id varchar(80) not null references files on delete cascade,
    parent_id varchar(80) references comments on delete cascade,
    author_id varchar(70) not null references users,
    client_id varchar(128),
    text varchar(10000) not null,
    -- Seconds into the medium
    timestamp_seconds double precision,
    -- JSON as it came
    annotations varchar(20000),
    created_at timestamp(3) with time zone not null,
    updated_at timestamp(3) with time zone not null,
    completed_by varchar(70) references users,
    completed_at timestamp(3) with time zone,
    unique (file_id, author_id, client_id)
);
create index comments_by_file on comments (file_id, seq);
create index comments_by_parent on comments (parent_id);

create table notifications (
    id varchar(80) primary key,
    user_id varchar(70) not null references users,
    type varchar(30) not null,
    project_id varchar(80) not null references projects on delete cascade,
    file_id varchar(80) not null references files on delete cascade,
    comment_id varchar(80) not null references comments on delete cascade,
    actor_id varchar(70) not null references users,
    title varchar(200) not null,
    body varchar(300) not null,
    created_at timestamp(3) with time zone not null,
    read_at timestamp(3) with time zone
);
create index notifications_by_user on notifications (user_id, created_at);

create table shares (
    id varchar(80) primary key,
    file_id varchar(80) not null references files on delete cascade,
    -- SHA-256 of the token, in hex: the token itself is nowhere.
    token_hash char(64) not null unique,
    created_by varchar(70) not null references users,
    created_at timestamp(3) with time zone not null
);
create index shares_by_file on shares (file_id);
