package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.optimistic.Drafts;
import io.bush.realtime.client.optimistic.ListListener;
import io.bush.realtime.client.optimistic.Operation;
import io.bush.realtime.client.optimistic.OptimisticList;
import io.bush.realtime.client.optimistic.OptimisticRules;
import io.bush.realtime.client.optimistic.Origin;
import io.bush.realtime.client.optimistic.Rollback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The comments of one file, with the user's own changes shown at once and nothing that was typed lost (seed 000 §7). Thread
 * safety: for one thread, that of the user interface; answers of requests come back to it.
 */
public final class Conversation {

    /** Most texts kept for the user. */
    private static final int MOST_KEPT = 20;

    /** Hears what happens to it. */
    interface Listener {

        /** Something to be shown changed. */
        void changed();

        /** Something to be said for a moment. */
        void toast(String text);
    }

    private final String fileId;
    private final Self self;
    private final People people;
    private final Requests requests;
    private final Executor ui;
    private final Listener listener;
    private final OptimisticList<CommentRow> comments;
    /** What nobody knows the outcome of, to be sent again: by the operation's client id. */
    private final Map<String, Runnable> unsent = new LinkedHashMap<>();
    /** What was typed and came to nothing, the newest last. */
    private final List<String> kept = new ArrayList<>();
    /** What came while the comments are being read; the answer may be older. */
    private final List<ReceivedEvent> meanwhile = new ArrayList<>();

    /** What is being written, not sent yet. */
    private String composing = "";
    /** The comment being edited under its lock; null when none is. */
    private @Nullable CommentLock editing;
    /** What was typed into it. */
    private String edited = "";
    /** How often reading was begun; only the newest answer counts. */
    private int reads;
    /** Whether an answer is awaited. */
    private boolean reading;

    private boolean loaded;

    Conversation(
            String fileId,
            Self self,
            People people,
            Requests requests,
            Executor ui,
            RandomGenerator random,
            Listener listener) {
        this.fileId = fileId;
        this.self = self;
        this.people = people;
        this.requests = requests;
        this.ui = ui;
        this.listener = listener;
        this.comments = new OptimisticList<>(OptimisticRules.<CommentRow>of(CommentRow::id, CommentRow.ORDER, random)
                .withClientId(CommentRow::clientId)
                .withSelf(self.id()));
        comments.listen(new ListListener<>() {
            @Override
            public void changed() {
                listener.changed();
            }

            @Override
            public void rolledBack(Rollback<CommentRow> rollback) {
                takenBack(rollback);
            }
        });
    }

    // ---- what is shown

    /** Returns the comments, each with its answers behind it. */
    public List<CommentLine> lines() {
        return CommentLine.of(comments.entries());
    }

    /** Returns what was begun to be written as answers. */
    public Drafts drafts() {
        return comments.drafts();
    }

    public boolean loaded() {
        return loaded;
    }

    /** Returns the comment being edited here; null when none is. */
    public @Nullable String editing() {
        return editing == null ? null : editing.commentId();
    }

    /** Returns what is being written, not sent yet. */
    public String composing() {
        return composing;
    }

    /** Tells whether the user's own change of a row waits to be sent again. */
    public boolean isUnsent(String key) {
        return unsent.containsKey(key);
    }

    /** Tells whether a comment is the user's own. */
    public boolean isOwn(CommentRow row) {
        return row.userId().equals(self.id());
    }

    /** Returns what was typed and came to nothing, the newest last. */
    public List<String> kept() {
        List<String> all = new ArrayList<>(kept);
        comments.drafts().orphaned().forEach(draft -> all.add(draft.text()));
        return all;
    }

    // ---- what the user does

    /** Keeps what is being written while other files are looked at. */
    public void compose(String text) {
        composing = text;
    }

    /** Gives the newest kept text back; empty when there is none. */
    public String takeKept() {
        List<String> all = kept();
        String newest = all.isEmpty() ? "" : all.get(all.size() - 1);
        if (!kept.remove(newest)) {
            comments.drafts().orphaned().stream()
                    .filter(draft -> draft.text().equals(newest))
                    .findFirst()
                    .ifPresent(draft -> comments.drafts().discard(draft.entryKey()));
        }
        listener.changed();
        return newest;
    }

    private void keep(String text) {
        if (!text.isBlank()) {
            kept.add(text);
            if (kept.size() > MOST_KEPT) {
                kept.remove(0);
            }
        }
    }

    /** Reads the comments, or reads them again. */
    public void load() {
        int mine = ++reads;
        reading = true;
        meanwhile.clear();
        var unused = requests.comments(fileId).whenCompleteAsync((page, failure) -> read(mine, page, failure), ui);
    }

    private void read(int which, JsonNode page, @Nullable Throwable failure) {
        if (which != reads) {
            return;
        }
        reading = false;
        if (failure != null) {
            listener.toast("The comments cannot be read – "
                    + RequestFailure.of(failure).reason());
            return;
        }
        List<CommentRow> rows = new ArrayList<>();
        page.path("comments").forEach(it -> rows.add(CommentRow.ofApi(it)));
        rows.forEach(row -> people.seen(row.userId(), row.userName()));
        loaded = true;
        comments.reset(rows);
        List.copyOf(meanwhile).forEach(this::event);
        meanwhile.clear();
    }

    /** Writes a comment; at a place in the film, or as an answer to another. */
    public void comment(String text, @Nullable String parentId, @Nullable Double timestamp) {
        CommentRow row =
                new CommentRow("", null, parentId, self.id(), self.name(), text, timestamp, Instant.EPOCH, null);
        Operation<CommentRow> add = comments.add(row);
        send(add, () -> requests.addComment(fileId, row, add.clientId()));
    }

    /** The user has the lock of a comment. */
    public void beginEdit(CommentLock lock) {
        editing = lock;
        edited = "";
        var unused = lock.ended().whenCompleteAsync((end, failure) -> lockEnded(lock), ui);
        listener.changed();
    }

    /** The user typed into the comment being edited. */
    public void edit(String text) {
        edited = text;
    }

    private void lockEnded(CommentLock lock) {
        if (editing == lock) {
            editing = null;
            keep(edited);
            listener.toast("You lost the lock, and somebody else may edit this comment now: what you typed is kept");
            listener.changed();
        }
    }

    /** Saves what was edited, under the lock, and gives the lock back. */
    public void saveEdit(String text) {
        CommentLock lock = editing;
        if (lock == null) {
            return;
        }
        editing = null;
        Operation<CommentRow> edit = comments.edit(lock.commentId(), row -> row.withText(text));
        // The lock is kept until it is certain what happened: sending it again needs the same one.
        send(
                edit,
                () -> requests.editComment(lock.commentId(), text, lock.token()).whenComplete((answer, failure) -> {
                    if (failure == null || RequestFailure.of(failure).isCertain()) {
                        lock.close();
                    }
                }));
    }

    /** Gives the lock back without saving. */
    public void cancelEdit() {
        CommentLock lock = editing;
        if (lock != null) {
            editing = null;
            lock.close();
            listener.changed();
        }
    }

    public void complete(String commentId) {
        send(
                comments.complete(commentId, row -> row.completedBy(self.id())),
                () -> requests.completeComment(commentId));
    }

    public void delete(String commentId) {
        send(comments.remove(commentId), () -> requests.deleteComment(commentId));
    }

    // ---- what comes of it

    /** Sends again what nobody knows the outcome of; the server knows a repetition when it sees one. */
    public void resend() {
        List<Runnable> again = List.copyOf(unsent.values());
        unsent.clear();
        again.forEach(Runnable::run);
    }

    /** A refusal is certain; without an answer it may have happened or not, so it stays pending and is sent again. */
    private void send(Operation<CommentRow> operation, Supplier<CompletionStage<JsonNode>> request) {
        var unused = request.get()
                .whenCompleteAsync(
                        (row, thrown) -> answered(operation, row, thrown, () -> send(operation, request)), ui);
    }

    private void answered(Operation<CommentRow> operation, JsonNode row, @Nullable Throwable thrown, Runnable again) {
        if (thrown == null) {
            if (row.has("id")) {
                operation.succeeded(CommentRow.ofApi(row));
            } else {
                operation.succeeded();
            }
            return;
        }
        RequestFailure failure = RequestFailure.of(thrown);
        if (operation.kind() == Operation.Kind.REMOVE && failure.isAbsent()) {
            operation.succeeded();
        } else if (failure.isCertain()) {
            operation.failed(failure.reason());
        } else if (operation.state() == Operation.State.PENDING) {
            unsent.put(operation.targetId().orElse(operation.clientId()), again);
            listener.toast("No answer – it is sent again when the server is back");
            listener.changed();
        }
    }

    private void takenBack(Rollback<CommentRow> rollback) {
        CommentRow row = rollback.value();
        Operation.Kind kind = rollback.operation().kind();
        if (row != null && (kind == Operation.Kind.ADD || kind == Operation.Kind.EDIT)) {
            keep(row.text());
        }
        String what = switch (kind) {
            case ADD, EDIT -> "saved";
            case COMPLETE -> "completed";
            case REMOVE -> "deleted";
        };
        listener.toast("Comment could not be " + what + " – " + rollback.reason());
    }

    // ---- what the server says

    /** An event of the file's channel. */
    void event(ReceivedEvent event) {
        if (reading) {
            meanwhile.add(event);
        }
        JsonNode data = event.data();
        Origin origin = Origin.of(event);
        String comment = data.path("comment_id").asText();
        switch (event.event()) {
            case "comment.created" -> {
                CommentRow row = CommentRow.ofEvent(data);
                people.seen(row.userId(), row.userName());
                comments.created(row, origin);
            }
            case "comment.updated" -> {
                JsonNode text = data.path("changes").path("text");
                comments.updated(comment, row -> text.isTextual() ? row.withText(text.asText()) : row, origin);
            }
            case "comment.completed" -> {
                String by = data.path("completed_by").asText();
                comments.completed(comment, row -> row.completedBy(by), origin);
            }
            case "comment.deleted" -> comments.deleted(comment, "deleted by " + people.nameOf(event.userId()));
            default -> {}
        }
    }
}
