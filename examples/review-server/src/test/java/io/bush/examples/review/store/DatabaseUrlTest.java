package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.StartFailure;
import io.bush.realtime.it.relay.FreePort;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that somebody else runs. */
class DatabaseUrlTest {

    @TempDir
    Path data;

    private Server server(String port) throws SQLException {
        return Server.createTcpServer("-tcpPort", port, "-tcpDaemon", "-ifNotExists", "-baseDir", data.toString())
                .start();
    }

    @Test
    void aServerThatIsStartedAgainInterruptsNothing() throws SQLException {
        String port = Integer.toString(FreePort.next());
        Server server = server(port);
        try (Database database = Database.at(new DatabaseUrl("jdbc:h2:tcp://127.0.0.1:" + port + "/review"))) {
            database.inTransaction(tx -> tx.update("insert into users values ('user_a', 'a', now())"));
            server.stop();
            server = server(port);

            assertThat(users(database)).isEqualTo(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void aFileCanBeNamedToo() {
        DatabaseUrl url =
                new DatabaseUrl("jdbc:h2:file:" + data.resolve("other").toAbsolutePath());
        try (Database database = Database.at(url)) {
            assertThat(users(database)).isZero();
        }
    }

    @Test
    void whatCannotBeOpenedIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> Database.at(new DatabaseUrl("jdbc:h2:tcp://127.0.0.1:1/x;USER=me;PASSWORD=secret")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(
                        "--db is jdbc:h2:tcp://127.0.0.1:1/x;USER=me;PASSWORD=***, but it does not open: ")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Database.at(new DatabaseUrl("jdbc:nobody:x;password=secret")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("No suitable driver")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new DatabaseUrl("postgres://x"))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--db is postgres://x, allowed: a JDBC URL");
    }

    private static long users(Database database) {
        return database.inTransaction(tx -> tx.number("select count(*) from users"));
    }
}
