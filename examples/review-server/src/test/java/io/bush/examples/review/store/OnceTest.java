package io.bush.examples.review.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that break while they are used: whatever is done is done once. */
class OnceTest {

    /** Where a connection breaks. */
    private enum Break {
        NEVER,
        IN_THE_WORK,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    private static final DatabaseUrl URL = new DatabaseUrl("jdbc:h2:mem:once");

    /** What becomes of the connections that are opened next; those after them work. */
    private final Deque<Break> planned = new ArrayDeque<>();

    private Connection keeper;
    private Connections connections;
    private int runs;

    @BeforeEach
    void openDatabase() throws SQLException {
        keeper = URL.connect();
        SchemaVersions.bringUpToDate(keeper);
        new Transaction(keeper).update("create table counter as select 0 as n");
        connections = new Connections(new Breaking(), 4);
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connections.close();
        keeper.close();
    }

    private long counter() {
        return new Transaction(keeper).number("select n from counter");
    }

    private long count() {
        return connections.use(new Once<>(
                tx -> {
                    runs++;
                    tx.update("update counter set n = n + 1");
                    return tx.number("select n from counter");
                },
                Ids.next("tx")));
    }

    @Test
    void aConnectionThatBreaksInTheWorkIsReplacedAndTheWorkDoneAgain() {
        planned.add(Break.IN_THE_WORK);
        planned.add(Break.IN_THE_WORK);

        assertThat(count()).isEqualTo(1);
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void aCommitThatDidNotHappenIsDoneAgain() {
        planned.add(Break.BEFORE_THE_COMMIT);

        assertThat(count()).isEqualTo(1);
        assertThat(counter()).isEqualTo(1);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void aCommitWhoseAnswerWasLostIsNotDoneAgainAndItsResultIsKept() {
        planned.add(Break.AFTER_THE_COMMIT);

        assertThat(count()).isEqualTo(1);
        assertThat(counter()).isEqualTo(1);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void withoutTheStoredIdALostAnswerWouldCountTwice() {
        planned.add(Break.AFTER_THE_COMMIT);
        connections.use(new Once<>(tx -> tx.update("update counter set n = n + 1"), null));

        assertThat(counter()).isEqualTo(2);
    }

    @Test
    void aRefusalOfTheWorkIsNoBrokenConnection() {
        Connections.Step<Object> refusing = new Once<>(
                tx -> {
                    runs++;
                    tx.update("update counter set n = n + 1");
                    throw new IllegalArgumentException("no");
                },
                Ids.next("tx"));

        assertThatThrownBy(() -> connections.use(refusing)).hasMessage("no");
        assertThat(runs).isEqualTo(1);
        assertThat(counter()).isZero();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aFailingStatementIsNotTriedAgain() {
        assertThatThrownBy(() -> connections.use(new Once<>(
                        tx -> {
                            runs++;
                            return tx.update("insert into members values ('proj_x', 'user_x', 'edit', now())");
                        },
                        Ids.next("tx"))))
                .isInstanceOf(StoreException.Orphan.class);
        assertThat(runs).isEqualTo(1);
    }

    /** Connections to the database that break as planned. */
    private final class Breaking implements Connections.Source {
        @Override
        public Connection open() throws SQLException {
            Break at = planned.isEmpty() ? Break.NEVER : planned.remove();
            Connection real = URL.connect();
            boolean[] broken = new boolean[1];
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        String name = method.getName();
                        boolean commits = name.equals("commit");
                        if (name.equals("isValid") && broken[0]) {
                            return false;
                        }
                        if ((at == Break.IN_THE_WORK && name.equals("prepareStatement"))
                                || (at == Break.BEFORE_THE_COMMIT && commits)) {
                            broken[0] = true;
                            real.rollback();
                            throw new SQLException("cut", "08000");
                        }
                        try {
                            Object result = method.invoke(real, arguments);
                            if (at == Break.AFTER_THE_COMMIT && commits) {
                                broken[0] = true;
                                throw new SQLException("cut", "08000");
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public void close() {}
    }
}
