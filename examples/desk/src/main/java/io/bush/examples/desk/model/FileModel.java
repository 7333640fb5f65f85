package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.lock.LockedComment;
import io.bush.realtime.client.optimistic.OptimisticField;
import io.bush.realtime.client.optimistic.Origin;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One file on the desk: its name, who is there, who edits what, whether it is still there, and its comments. Thread safety:
 * for one thread, that of the user interface; answers of requests come back to it.
 */
public final class FileModel {

    /** What a view of the file hears. */
    public interface View {

        /** Something to be shown changed. */
        default void changed() {}

        /** Something to be said for a moment. */
        default void toast(String text) {}

        /** The file is gone. */
        default void deleted(String by) {}
    }

    private final FileRow row;
    private final People people;
    private final Requests requests;
    private final Executor ui;
    private final Conversation conversation;
    private final OptimisticField<String> name;
    private final List<View> views = new ArrayList<>();

    /** Counts the readings of the file: only the newest one's answer is taken. */
    private int reads;
    /** What events have said since that was asked for: the answer may be from before. Null where they said nothing. */
    private @Nullable String nameSince;

    private @Nullable String statusSince;
    private String status;
    private Roster roster = Roster.UNKNOWN;
    private List<LockedComment> locked = List.of();
    /** Its small picture, a PNG; null while there is none. */
    private byte @Nullable [] thumbnail;
    /** Who deleted the file, a user's id or what else to call them; null while it is there. */
    private @Nullable String deletedBy;

    /** Makes the model of a file that a list shows. */
    public FileModel(FileRow row, Self self, People people, Requests requests, Executor ui, RandomGenerator random) {
        this.row = row;
        this.status = row.status();
        this.people = people;
        this.requests = requests;
        this.ui = ui;
        this.name = new OptimisticField<>(row.name(), self.id());
        this.conversation = new Conversation(row.id(), self, people, requests, ui, random, new Conversation.Listener() {
            @Override
            public void changed() {
                tellChanged();
            }

            @Override
            public void toast(String text) {
                FileModel.this.toast(text);
            }
        });
        name.listen(new OptimisticField.Listener<>() {
            @Override
            public void changed() {
                tellChanged();
            }

            @Override
            public void rolledBack(String value, String reason) {
                toast("The name could not be saved – " + reason);
            }
        });
    }

    // ---- what is shown

    public String id() {
        return row.id();
    }

    /** Returns the file as it was listed; its name and status may have changed since. */
    public FileRow row() {
        return row;
    }

    public OptimisticField<String> name() {
        return name;
    }

    /** Returns how far its review is. */
    public String status() {
        return status;
    }

    /** Returns its small picture, a PNG; null while there is none. */
    public byte @Nullable [] thumbnail() {
        return thumbnail;
    }

    public Conversation conversation() {
        return conversation;
    }

    public Faces faces() {
        return Faces.of(roster);
    }

    /** Returns who else writes a comment just now. */
    public List<String> writers() {
        return roster.others().stream()
                .filter(it -> it.status() == PresenceStatus.COMMENTING)
                .map(it -> people.nameOf(it.user().id()))
                .toList();
    }

    /** Returns who edits a comment; empty when nobody else does. */
    public Optional<String> editor(String commentId) {
        return locked.stream()
                .filter(it -> it.commentId().equals(commentId))
                .findFirst()
                .map(it -> it.user().name() == null ? it.user().id() : it.user().name());
    }

    /** Returns who deleted the file, by name as soon as that is known; empty while it is there. */
    public Optional<String> deletedBy() {
        return Optional.ofNullable(deletedBy).map(people::nameOf);
    }

    /** Returns what to call somebody. */
    public String nameOf(@Nullable String userId) {
        return people.nameOf(userId);
    }

    // ---- what the user does

    /** Reads everything about the file, or reads it again. */
    public void load() {
        conversation.load();
        int mine = ++reads;
        nameSince = null;
        statusSince = null;
        var unused = requests.file(id()).whenCompleteAsync((file, failure) -> read(mine, file, failure), ui);
        loadThumbnail();
    }

    private void read(int which, JsonNode file, @Nullable Throwable failure) {
        if (failure == null && which == reads) {
            status = statusSince == null ? file.path("status").asText() : statusSince;
            name.reset(nameSince == null ? file.path("name").asText() : nameSince);
            tellChanged();
        }
    }

    /** Most files have none, and nobody misses it. */
    private void loadThumbnail() {
        if (row.type().startsWith("image/")) {
            var unused = requests.thumbnail(id())
                    .whenCompleteAsync(
                            (png, failure) -> {
                                if (failure == null) {
                                    thumbnail = png;
                                    tellChanged();
                                }
                            },
                            ui);
        }
    }

    /** Saves the name that was typed. */
    public void rename() {
        OptimisticField<String>.Write write = name.submit();
        var unused = requests.renameFile(id(), write.value())
                .whenCompleteAsync(
                        (file, failure) -> {
                            if (failure == null) {
                                write.succeeded(file.path("name").asText());
                            } else {
                                write.failed(RequestFailure.of(failure).reason());
                            }
                        },
                        ui);
    }

    // ---- what the server says

    /** An event of the file's channel. */
    public void event(ReceivedEvent event) {
        JsonNode data = event.data();
        switch (event.event()) {
            case "file.updated" -> {
                JsonNode changed = data.path("changes").path("name");
                if (changed.isTextual()) {
                    nameSince = changed.asText();
                    name.changed(changed.asText(), Origin.of(event));
                }
            }
            case "file.status_changed" -> {
                status = data.path("new_status").asText();
                statusSince = status;
                tellChanged();
            }
            case "file.deleted" -> deleted(event.userId() == null ? "somebody" : event.userId());
            case "processing.completed" -> loadThumbnail();
            default -> conversation.event(event);
        }
    }

    private void deleted(String by) {
        if (deletedBy == null) {
            deletedBy = by;
            conversation.cancelEdit();
            List.copyOf(views).forEach(view -> view.deleted(people.nameOf(by)));
        }
    }

    /** The subscription was ended by the server: the file is gone, or the right to see it. */
    public void revoked(String reason) {
        deleted(reason.equals("resource_deleted") ? "somebody" : "whoever took your access away");
    }

    /** Who is here has changed. */
    public void roster(Roster now) {
        roster = now;
        now.others().forEach(it -> people.seen(it.user().id(), it.user().name()));
        tellChanged();
    }

    /** Who edits what has changed. */
    public void locked(List<LockedComment> now) {
        locked = now;
        tellChanged();
    }

    // ---- views

    /** Adds a view; what it returns takes it away again. */
    public Runnable show(View view) {
        views.add(view);
        return () -> views.remove(view);
    }

    private void tellChanged() {
        List.copyOf(views).forEach(View::changed);
    }

    /** Shows something for a moment. */
    public void toast(String text) {
        List.copyOf(views).forEach(view -> view.toast(text));
    }
}
