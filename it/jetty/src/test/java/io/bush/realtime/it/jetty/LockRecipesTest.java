package io.bush.realtime.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs what docs/extending.md shows of locks. */
@Tag("P8")
class LockRecipesTest {

    private static final Channel FILE = new Channel("file", "file_1");
    private static final Principal ANN = new Principal.Member("user_ann", null, null);
    private static final Principal BOB = new Principal.Member("user_bob", null, null);
    private static final LockName COMMENT = LockName.comment("comment_1");

    private final JdbcDataSource database = new JdbcDataSource();
    private final LockRecipes recipes = new LockRecipes(database, Runnable::run);
    private final RealtimeNode node = recipes.register(RealtimeNode.builder()
                    .authenticator(credentials -> CompletableFuture.completedFuture(null))
                    .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow())))
            .build();

    @BeforeEach
    void makeComment() throws SQLException {
        database.setURL("jdbc:h2:mem:locks" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
        execute("create table comment (id varchar primary key, file_id varchar, text varchar,"
                + " lock_token bigint not null default 0)");
        execute("insert into comment (id, file_id, text) values ('comment_1', 'file_1', 'First')");
    }

    @AfterEach
    void end() throws SQLException {
        node.close();
        execute("shutdown");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select text from comment")) {
            row.next();
            return row.getString(1);
        }
    }

    private static HeldLock granted(CompletionStage<LockAnswer> answer) throws Exception {
        LockAnswer got = answer.toCompletableFuture().get(40, TimeUnit.SECONDS);
        assertThat(got).isInstanceOf(LockAnswer.Granted.class);
        return ((LockAnswer.Granted) got).lock();
    }

    @Test
    void whoHoldsTheLockSavesAndWhoLostItDoesNot() throws Exception {
        LockOwner ann = new LockOwner(ANN, "tab1");
        HeldLock first = granted(node.locks().acquire(COMMENT, FILE, ann));
        assertThat(recipes.save(node, "comment_1", "Ann's", first.token())).isTrue();
        node.locks().release(COMMENT, ann, first.token()).toCompletableFuture().get(40, TimeUnit.SECONDS);
        HeldLock second = granted(node.locks().acquire(COMMENT, FILE, new LockOwner(BOB, "tab2")));

        assertThat(recipes.save(node, "comment_1", "Late", first.token())).isFalse();
        assertThat(recipes.save(node, "comment_1", "Bob's", second.token())).isTrue();
        // Asked in time, and then asleep until after Bob had saved.
        assertThat(recipes.update("comment_1", "Asleep", first.token())).isFalse();
        assertThat(text()).isEqualTo("Bob's");
    }

    @Test
    void aCommentIsFoundByItsFile() {
        assertThat(recipes.channelOf("comment_1")).isEqualTo(FILE);
        assertThat(recipes.channelOf("comment_2")).isNull();
    }

    @Test
    void somethingElseThanACommentIsLockedTheSameWay() throws Exception {
        HeldLock lock = granted(recipes.edit(node, ANN, "tab1", "scene_7"));
        LockAnswer other =
                recipes.edit(node, BOB, "tab2", "scene_7").toCompletableFuture().get(40, TimeUnit.SECONDS);

        assertThat(lock.name()).isEqualTo(new LockName("scene", "scene_7"));
        assertThat(other).isInstanceOf(LockAnswer.HeldByOther.class);
    }
}
