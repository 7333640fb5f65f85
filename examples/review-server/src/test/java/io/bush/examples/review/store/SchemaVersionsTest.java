package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaVersionsTest {

    @TempDir
    Path data;

    /** A database as the first version of this server left it, with one comment. */
    private void writeFirstVersion() throws SQLException, IOException {
        run(
                "create table schema_version (version int primary key)",
                script("001_start.sql"),
                "insert into schema_version values (1)",
                "insert into users values ('user_ann', 'ann', now())",
                "insert into projects values ('proj_a', 'Film', 'user_ann', now())",
                "insert into files (id, project_id, name, status, version, created_by, created_at, updated_at)"
                        + " values ('file_a', 'proj_a', 'a', 'new', 1, 'user_ann', now(), now())",
                "insert into comments (id, file_id, author_id, text, created_at, updated_at)"
                        + " values ('comment_a', 'file_a', 'user_ann', 'Kept', now(), now())");
    }

    private void run(String... statements) throws SQLException {
        String url = "jdbc:h2:file:" + data.resolve("review").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url, "review", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(SchemaVersionsTest.class.getResourceAsStream("/schema/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String rows() {
        try (Database database = Database.open(data)) {
            return database.inTransaction(tx -> tx.all(
                            row -> row.text("text") + " " + row.number("lock_token"),
                            "select text, lock_token from comments"))
                    + " version "
                    + database.inTransaction(tx -> tx.number("select max(version) from schema_version"));
        }
    }

    @Test
    void anOlderDatabaseKeepsItsCommentsAndCountsThemAsNeverLocked() throws Exception {
        writeFirstVersion();

        assertThat(rows()).isEqualTo("[Kept 0] version 3");
        assertThat(rows()).isEqualTo("[Kept 0] version 3");
    }

    @Test
    void aStartThatEndedBetweenTheChangeAndItsNoteGoesOnWithTheNext() throws Exception {
        writeFirstVersion();
        run(script("002_lock_tokens.sql"));

        assertThat(rows()).isEqualTo("[Kept 0] version 3");
    }

    @Test
    void aNewerDatabaseIsNotTouched() throws Exception {
        Database.open(data).close();
        run("insert into schema_version values (99)");

        assertThatThrownBy(() -> Database.open(data))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("schema version 99");
    }
}
