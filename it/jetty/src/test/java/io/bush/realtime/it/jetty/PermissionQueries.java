package io.bush.realtime.it.jetty;

import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.auth.ProjectPermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The permissions of docs/embedding.md; {@link EmbeddingDocTest} holds the two together. */
// tag::permissions[]
record PermissionQueries(DataSource database) implements ProjectPermissions.Blocking {

    @Override
    public ProjectPermissions.@Nullable Access access(String userId, String projectId) {
        String level = find("select level from member where user_id = ? and project_id = ?", userId, projectId);
        return level == null ? null : new ProjectPermissions.Access(PermissionLevel.valueOf(level), null);
    }

    @Override
    public @Nullable String projectOfFile(String fileId) {
        return find("select project_id from file where id = ?", fileId);
    }

    @Override
    public @Nullable String projectOfShare(String shareId) {
        return find("select project_id from share where id = ?", shareId);
    }

    private @Nullable String find(String sql, String... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            ResultSet row = query.executeQuery();
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e); // nobody knows; never "denied"
        }
    }
}
// end::permissions[]
