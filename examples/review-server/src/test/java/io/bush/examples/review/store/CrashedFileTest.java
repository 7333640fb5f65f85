package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed is there when the process was killed; a copy of an open file is what a killed process leaves. */
class CrashedFileTest {

    private static final int COMMITS = 8;

    @TempDir
    Path living;

    @TempDir
    Path killed;

    /** How a killed process's file is opened. */
    private enum Look {
        AS_H2_DOES,
        AFTER_MENDING
    }

    /** Commits one row after another and asks each time what a process would find that opens the file now. */
    private int commitsThatWereLost(Look look) throws IOException, SQLException {
        int lost = 0;
        try (Connection open = DatabaseUrl.embedded(living).connect();
                Statement statement = open.createStatement()) {
            statement.execute("set retention_time 0"); // room is used again at once, not after 45 s
            statement.execute("create table entries (n int primary key, filling varchar)");
            for (int n = 1; n <= COMMITS; n++) {
                statement.execute("insert into entries values (" + n + ", '" + "x".repeat(n * 37 % 3_000) + "')");
                Files.copy(file(living), file(killed), StandardCopyOption.REPLACE_EXISTING);
                if (look == Look.AFTER_MENDING) {
                    CrashedFile.mend(killed);
                }
                lost += entries() == n ? 0 : 1;
            }
        }
        return lost;
    }

    private int entries() throws SQLException {
        try (Connection again = DatabaseUrl.embedded(killed).connect();
                Statement statement = again.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from entries")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            return 0; // not even the table
        }
    }

    private static Path file(Path directory) {
        return directory.resolve("review.mv.db");
    }

    @Test
    void everyCommitIsThereHoweverTheFilesRoomIsUsedAgain() throws IOException, SQLException {
        assertThat(commitsThatWereLost(Look.AFTER_MENDING)).isZero();
    }

    /** The day this fails H2 has learned it, and {@link CrashedFile} can go. */
    @Test
    void withoutThatSomeWouldBeLost() throws IOException, SQLException {
        assertThat(commitsThatWereLost(Look.AS_H2_DOES)).isPositive();
    }

    @Test
    void aServerThatStartsAgainFindsWhatTheKilledOneHadCommitted() throws IOException, SQLException {
        try (Database database = Database.open(living)) {
            database.inTransaction(tx -> tx.update("set retention_time 0"));
            for (int n = 1; n <= COMMITS; n++) {
                String id = "user_" + n;
                database.inTransaction(tx -> tx.update("insert into users values (?, ?, now())", id, id));
            }
            Files.copy(file(living), file(killed));
        }
        try (Database alone = Database.open(killed)) {
            assertThat(users(alone)).isEqualTo(COMMITS);
        }
        Files.copy(file(living), file(killed), StandardCopyOption.REPLACE_EXISTING);
        try (Database shared = Database.shared(killed)) {
            assertThat(users(shared)).isEqualTo(COMMITS);
        }
    }

    private static long users(Database database) {
        return database.inTransaction(tx -> tx.number("select count(*) from users"));
    }

    @Test
    void aFileThatIsNoDatabaseIsToldByWhoOpensIt() throws IOException {
        Files.writeString(file(killed), "no database at all");

        assertThatThrownBy(() -> Database.open(killed))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("--data is " + killed);
    }
}
