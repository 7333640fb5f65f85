package io.bush.examples.review.project;

import io.bush.examples.review.account.Accounts;
import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.Member;
import io.bush.examples.review.model.User;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import io.bush.realtime.channel.Channel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may do what in a project. */
public final class MemberRoutes {

    private final Database database;
    private final CommitOrder commits;
    private final Accounts accounts;
    private final Members members;
    private final ProjectGuard guard;
    private final ReviewEvents events;

    public MemberRoutes(
            Database database,
            CommitOrder commits,
            Accounts accounts,
            Members members,
            ProjectGuard guard,
            ReviewEvents events) {
        this.database = database;
        this.commits = commits;
        this.accounts = accounts;
        this.members = members;
        this.guard = guard;
        this.events = events;
    }

    /** Adds this feature's routes. */
    public void addTo(Router router, SignedIn signedIn) {
        router.on("GET", "/v4/projects/{project}/members", signedIn.only(this::list));
        router.on("PUT", "/v4/projects/{project}/members/{user}", signedIn.only(this::put));
        router.on("DELETE", "/v4/projects/{project}/members/{user}", signedIn.only(this::remove));
    }

    private record Listed(List<Member> members, @Nullable String lastEventId) {}

    private Reply list(Call call, User user) {
        String projectId = guard.project(user, call.path("project"), PermissionLevel.VIEW_ONLY)
                .projectId();
        String position = events.position(new Channel("project", projectId));
        return Reply.ok(new Listed(database.inTransaction(tx -> members.of(tx, projectId)), position));
    }

    /** What a PUT did: what was there before, and what is there now. */
    private record Put(@Nullable Member before, Member after) {
        boolean changed() {
            return before != null && !before.permission().equals(after.permission());
        }
    }

    private Reply put(Call call, User user) throws IOException {
        String projectId = guard.project(user, call.path("project"), PermissionLevel.FULL_ACCESS)
                .projectId();
        User other = User.named(call.path("user"));
        PermissionLevel level = level(call.json().text("permission", 40));
        Put put = commits.commitThenPublish(projectId, tx -> put(tx, user, projectId, other, level), done -> {
            if (done.before() == null) {
                return events.memberAdded(projectId, done.after(), user);
            }
            return done.changed() ? events.memberChanged(projectId, done.after(), user) : ReviewEvents.NOTHING;
        });
        return Reply.json(put.before() == null ? 201 : 200, put.after());
    }

    private Put put(Transaction tx, User user, String projectId, User other, PermissionLevel level) {
        guard.project(tx, user, projectId, PermissionLevel.FULL_ACCESS);
        Member before = members.find(tx, projectId, other.id());
        if (before == null) {
            accounts.ensure(tx, other);
            members.add(tx, projectId, other, level);
        } else {
            if (level != PermissionLevel.FULL_ACCESS) {
                refuseToLockOut(tx, projectId, before);
            }
            members.change(tx, projectId, other, level);
        }
        return new Put(before, required(members.find(tx, projectId, other.id())));
    }

    private Reply remove(Call call, User user) {
        User other = User.named(call.path("user"));
        // Everybody may leave.
        PermissionLevel needed = other.equals(user) ? PermissionLevel.VIEW_ONLY : PermissionLevel.FULL_ACCESS;
        String projectId = guard.project(user, call.path("project"), needed).projectId();
        commits.commitThenPublish(
                projectId,
                tx -> {
                    guard.project(tx, user, projectId, needed);
                    Member member = required(members.find(tx, projectId, other.id()));
                    refuseToLockOut(tx, projectId, member);
                    members.remove(tx, projectId, other);
                    return member;
                },
                member -> events.memberRemoved(projectId, member.user(), user));
        return Reply.noContent();
    }

    private void refuseToLockOut(Transaction tx, String projectId, Member member) {
        if (members.isLastWithFullAccess(tx, projectId, member)) {
            throw HttpFailure.conflict("last_full_access", member.user().id() + " is the last member with full_access");
        }
    }

    private static PermissionLevel level(String wireName) {
        PermissionLevel level = PermissionLevel.find(wireName);
        if (level == null) {
            throw HttpFailure.invalid(
                    "permission", "permission is one of view_only, comment_only, edit, edit_and_share, full_access");
        }
        return level;
    }

    private static Member required(@Nullable Member member) {
        if (member == null) {
            throw HttpFailure.notFound();
        }
        return member;
    }
}
