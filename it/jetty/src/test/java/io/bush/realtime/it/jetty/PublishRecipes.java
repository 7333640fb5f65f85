package io.bush.realtime.it.jetty;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The publishing code of docs/embedding.md; {@link EmbeddingDocTest} holds the two together. */
final class PublishRecipes {

    private final DataSource database;
    private final RealtimeNode node;

    PublishRecipes(DataSource database, RealtimeNode node) {
        this.database = database;
        this.node = node;
    }

    // tag::publish[]
    record Comment(String id, String fileId, String text) {}

    static final EventType<Comment> COMMENT_CREATED = EventType.durable("comment.created", Comment.class);

    void addComment(Comment comment) throws SQLException {
        try (Connection transaction = database.getConnection()) {
            transaction.setAutoCommit(false);
            insert(transaction, comment);
            transaction.commit();
        }
        // Only now: whoever hears of it may read it at once. This does not block.
        node.publish(new Channel("file", comment.fileId()), COMMENT_CREATED, comment);
    }
    // end::publish[]

    private static void insert(Connection transaction, Comment comment) throws SQLException {
        try (PreparedStatement row =
                transaction.prepareStatement("insert into comment (id, file_id, text) values (?, ?, ?)")) {
            row.setString(1, comment.id());
            row.setString(2, comment.fileId());
            row.setString(3, comment.text());
            row.executeUpdate();
        }
    }

    // tag::outbox-write[]
    void addCommentWithOutbox(Comment comment) throws SQLException {
        try (Connection transaction = database.getConnection()) {
            transaction.setAutoCommit(false);
            insert(transaction, comment);
            try (PreparedStatement row = transaction.prepareStatement("insert into outbox (comment_id) values (?)")) {
                row.setString(1, comment.id());
                row.executeUpdate();
            }
            transaction.commit();
        }
    }
    // end::outbox-write[]

    // tag::outbox-relay[]
    /** Publishes what is due, oldest first; called again and again by one thread of one server. */
    void relay() throws Exception {
        for (Due due : due(100)) {
            Publication event = Publication.of(
                            new Channel("file", due.comment().fileId()), COMMENT_CREATED, due.comment())
                    .idempotencyKey("outbox-" + due.id());
            PublishResult result = node.publish(event).toCompletableFuture().get(10, TimeUnit.SECONDS);
            if (!(result instanceof PublishResult.Durable)) {
                return; // not certain: the same row again next time, under the same key
            }
            delete(due.id());
        }
    }
    // end::outbox-relay[]

    private record Due(long id, Comment comment) {}

    private List<Due> due(int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select o.id, c.id, c.file_id, c.text from outbox o"
                                + " join comment c on c.id = o.comment_id order by o.id limit ?")) {
            query.setInt(1, most);
            List<Due> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Due(
                            rows.getLong(1), new Comment(rows.getString(2), rows.getString(3), rows.getString(4))));
                }
            }
            return found;
        }
    }

    private void delete(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement row = connection.prepareStatement("delete from outbox where id = ?")) {
            row.setLong(1, id);
            row.executeUpdate();
        }
    }
}
