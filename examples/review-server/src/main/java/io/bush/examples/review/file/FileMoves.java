package io.bush.examples.review.file;

import io.bush.examples.review.account.SignedIn;
import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Reply;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.User;
import io.bush.examples.review.project.ProjectGuard;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.CommitOrder;
import io.bush.examples.review.store.Transaction;
import io.bush.realtime.auth.PermissionLevel;
import java.io.IOException;
import java.util.List;

/** Moves a file to another project, and with it who may see it. */
final class FileMoves {

    private final CommitOrder commits;
    private final ProjectGuard guard;
    private final StoredFiles files;
    private final ReviewEvents events;

    FileMoves(CommitOrder commits, ProjectGuard guard, StoredFiles files, ReviewEvents events) {
        this.commits = commits;
        this.guard = guard;
        this.files = files;
        this.events = events;
    }

    void addTo(Router router, SignedIn signedIn) {
        router.on("POST", "/v4/files/{file}/move", signedIn.only(this::move));
    }

    private record Moved(ReviewFile before, ReviewFile after, List<String> shareIds) {}

    private Reply move(Call call, User user) throws IOException {
        String fileId = call.path("file");
        String from = guard.file(user, fileId, PermissionLevel.FULL_ACCESS).projectId();
        String to = guard.project(user, call.json().text("project_id", 80), PermissionLevel.EDIT)
                .projectId();
        if (from.equals(to)) {
            throw HttpFailure.invalid("project_id", "the file is in this project");
        }
        Moved moved = commits.commitThenPublish(
                from,
                to,
                tx -> move(tx, user, fileId, from, to),
                done -> events.fileChangedProject(done.before(), done.after(), done.shareIds(), user));
        return Reply.ok(moved.after());
    }

    private Moved move(Transaction tx, User user, String fileId, String from, String to) {
        guard.project(tx, user, from, PermissionLevel.FULL_ACCESS);
        guard.project(tx, user, to, PermissionLevel.EDIT);
        ReviewFile before = files.require(tx, fileId);
        if (!before.projectId().equals(from)) {
            throw HttpFailure.conflict("moved_meanwhile", "the file was moved at the same time");
        }
        files.moveToProject(tx, fileId, to);
        return new Moved(before, files.require(tx, fileId), files.sharesThatShow(tx, fileId));
    }
}
