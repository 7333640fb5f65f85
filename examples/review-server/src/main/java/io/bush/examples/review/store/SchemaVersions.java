package io.bush.examples.review.store;

import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Applies the scripts in {@code /schema} that a database has not seen yet, in order, each once. */
final class SchemaVersions {

    private static final List<String> SCRIPTS =
            List.of("001_start.sql", "002_lock_tokens.sql", "003_several_processes.sql");

    private SchemaVersions() {}

    static void bringUpToDate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists schema_version (version int primary key)");
            int applied = newest(statement);
            if (applied > SCRIPTS.size()) {
                throw new StartFailure("the database has schema version " + applied + ", this server knows "
                        + SCRIPTS.size() + ": start a newer server");
            }
            for (int version = applied + 1; version <= SCRIPTS.size(); version++) {
                statement.execute(script(SCRIPTS.get(version - 1)));
                statement.execute("insert into schema_version values (" + version + ")");
            }
        }
    }

    private static int newest(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("select coalesce(max(version), 0) from schema_version")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static String script(String name) {
        try (InputStream stream = SchemaVersions.class.getResourceAsStream("/schema/" + name)) {
            if (stream == null) {
                throw new StartFailure("the jar lacks schema/" + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StartFailure("cannot read schema/" + name, e);
        }
    }
}
