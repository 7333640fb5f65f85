package io.bush.realtime.it.jetty;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The locking code of docs/extending.md; {@link EmbeddingDocTest} holds the two together, {@link LockRecipesTest} runs it. */
final class LockRecipes {

    private final DataSource database;
    private final Executor pool;

    LockRecipes(DataSource database, Executor pool) {
        this.database = database;
        this.pool = pool;
    }

    // tag::channels[]
    RealtimeNodeBuilder register(RealtimeNodeBuilder builder) {
        return builder.commentChannels(CommentChannels.blocking(pool, this::channelOf));
    }

    // null = no such comment
    @Nullable
    Channel channelOf(String commentId) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select file_id from comment where id = ?")) {
            query.setString(1, commentId);
            ResultSet row = query.executeQuery();
            return row.next() ? new Channel("file", row.getString("file_id")) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e);
        }
    }
    // end::channels[]

    // tag::save[]
    /** False: the lock is lost, and nothing was saved. */
    boolean save(RealtimeNode node, String commentId, String text, long token) throws Exception {
        return node.locks().verify(commentId, token).toCompletableFuture().get(2, TimeUnit.SECONDS)
                && update(commentId, text, token);
    }

    boolean update(String commentId, String text, long token) throws SQLException {
        String sql = "update comment set text = ?, lock_token = ? where id = ? and lock_token <= ?";
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, text);
            update.setLong(2, token);
            update.setString(3, commentId);
            update.setLong(4, token);
            return update.executeUpdate() == 1;
        }
    }
    // end::save[]

    // tag::own[]
    CompletionStage<LockAnswer> edit(RealtimeNode node, Principal user, String tab, String sceneId) {
        return node.locks()
                .acquire(new LockName("scene", sceneId), new Channel("file", "file_1"), new LockOwner(user, tab));
    }
    // end::own[]
}
