package io.bush.realtime.auth;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.channel.Channel;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The default rules of contract §4 on top of {@link ProjectPermissions}: a project needs any permission on it, a file any
 * permission on its project, a user channel its own user, a share edit-and-share on its project or that share's token.
 * Every other channel type is denied. Grants carry the tag {@code project:<id>}. Who may only view may be present; signals
 * and locks need comment-only or more. Share guests get no right but presence. Thread safety: as its source.
 */
public final class ProjectAuthorizer implements ChannelAuthorizer {

    private final ProjectPermissions permissions;

    /**
     * Makes an authorizer.
     *
     * @param permissions where the facts come from
     */
    public ProjectAuthorizer(ProjectPermissions permissions) {
        this.permissions = permissions;
    }

    @Override
    public CompletionStage<@Nullable Grant> authorize(Principal principal, Channel channel) {
        if (principal instanceof Principal.ShareGuest guest) {
            boolean own = channel.type().equals("share") && channel.id().equals(guest.shareId());
            // The share must still exist: a deleted one is denied to its guests like to anybody else.
            return own
                    ? then(
                            permissions.projectOfShare(channel.id()),
                            project -> answer(Grant.allow("project:" + project).withRights(Right.PRESENCE)))
                    : answer(Grant.DENIED);
        }
        String user = principal.id();
        return switch (channel.type()) {
            case "project" -> inProject(user, channel.id(), PermissionLevel.VIEW_ONLY);
            case "file" ->
                then(
                        permissions.projectOfFile(channel.id()),
                        project -> inProject(user, project, PermissionLevel.VIEW_ONLY));
            case "share" ->
                then(
                        permissions.projectOfShare(channel.id()),
                        project -> inProject(user, project, PermissionLevel.EDIT_AND_SHARE));
            case "user" ->
                answer(permissions.ownerOfUserChannel(channel.id()).equals(user) ? Grant.allow() : Grant.DENIED);
            default -> answer(Grant.DENIED);
        };
    }

    private CompletionStage<@Nullable Grant> inProject(String user, String project, PermissionLevel needed) {
        return then(
                permissions.access(user, project),
                access -> answer(
                        access.level().atLeast(needed)
                                ? granted(project, access.level(), access.since())
                                : Grant.DENIED));
    }

    private static Grant granted(String project, PermissionLevel level, @Nullable Instant since) {
        Grant grant = Grant.allow("project:" + project).since(since);
        return level.atLeast(PermissionLevel.COMMENT_ONLY) ? grant : grant.withRights(Right.PRESENCE);
    }

    private static CompletionStage<@Nullable Grant> answer(Grant grant) {
        return CompletableFuture.completedFuture(grant);
    }

    private static <T> CompletionStage<@Nullable Grant> then(
            CompletionStage<@Nullable T> question, Function<T, CompletionStage<@Nullable Grant>> next) {
        return question.thenCompose(found -> found == null ? answer(Grant.DENIED) : next.apply(found));
    }
}
