package io.bush.realtime.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.channel.CatalogPayload.JobType;
import io.bush.realtime.channel.CatalogPayload.User;
import io.bush.realtime.channel.CatalogPayload.Viewer;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One payload of every catalogued event, and the JSON it has to become. */
public final class CatalogExamples {

    private static final Instant AT = Instant.parse("2026-01-15T10:30:00.123456Z");
    private static final User JANE = new User("user_abc", "Jane Smith", "https://example.org/jane.png");
    private static final User NAMELESS = new User("user_x", null, null);

    /** Payload and JSON by event name, in the catalogue's order. */
    private final Map<String, Example> byName = new LinkedHashMap<>();

    /** A payload and what any mapper has to make of it. */
    public record Example(Object payload, String json) {}

    private CatalogExamples() {}

    public static Map<String, Example> byName() {
        CatalogExamples examples = new CatalogExamples();
        examples.comments();
        examples.files();
        examples.processing();
        examples.projectUserAndShare();
        return Collections.unmodifiableMap(examples.byName);
    }

    private void comments() {
        add(
                "comment.created",
                new CatalogPayload.CommentCreated(
                        "comment_1",
                        "Nice",
                        JANE,
                        34.5,
                        JsonNodeFactory.instance.arrayNode(),
                        "comment_0",
                        "tmp_1",
                        AT),
                """
                {"comment_id":"comment_1","text":"Nice",
                "user":{"id":"user_abc","name":"Jane Smith","avatar_url":"https://example.org/jane.png"},
                "timestamp":34.5,"annotations":[],"parent_id":"comment_0","client_id":"tmp_1",
                "created_at":"2026-01-15T10:30:00.123Z"}""");
        Map<String, @Nullable Object> changes = new HashMap<>();
        changes.put("text", "Nicer");
        changes.put("parentId", null);
        add("comment.updated", new CatalogPayload.CommentUpdated("comment_1", changes), """
                {"comment_id":"comment_1","changes":{"parentId":null,"text":"Nicer"}}""");
        add("comment.deleted", new CatalogPayload.CommentDeleted("comment_1"), """
                {"comment_id":"comment_1"}""");
        add("comment.completed", new CatalogPayload.CommentCompleted("comment_1", "user_abc", AT), """
                {"comment_id":"comment_1","completed_by":"user_abc","completed_at":"2026-01-15T10:30:00.123Z"}""");
    }

    private void files() {
        add(
                "file.created",
                new CatalogPayload.FileCreated("file_1", "a.mov", "video/quicktime", 5_000_000_000L, NAMELESS, null),
                """
                {"file_id":"file_1","name":"a.mov","type":"video/quicktime","size":5000000000,
                "uploader":{"id":"user_x"}}""");
        add("file.deleted", new CatalogPayload.FileDeleted("file_1"), """
                {"file_id":"file_1"}""");
        add("file.moved", new CatalogPayload.FileMoved("file_1", null, "folder_2"), """
                {"file_id":"file_1","new_folder_id":"folder_2"}""");
        add("file.updated", new CatalogPayload.FileUpdated("file_1", Map.of("rating", 5)), """
                {"file_id":"file_1","changes":{"rating":5}}""");
        add(
                "file.status_changed",
                new CatalogPayload.FileStatusChanged("file_1", "draft", "approved", "user_abc"),
                """
                {"file_id":"file_1","old_status":"draft","new_status":"approved","changed_by":"user_abc"}""");
        add("upload.progress", new CatalogPayload.UploadProgress("file_1", 2, 3), """
                {"file_id":"file_1","bytes_uploaded":2,"bytes_total":3,"percentage":66.6}""");
    }

    private void processing() {
        add("processing.started", new CatalogPayload.ProcessingStarted("file_1", JobType.TRANSCODE), """
                {"file_id":"file_1","job_type":"transcode"}""");
        add("processing.progress", new CatalogPayload.ProcessingProgress("file_1", JobType.FILMSTRIP, 12.5), """
                {"file_id":"file_1","job_type":"filmstrip","percentage":12.5}""");
        add(
                "processing.completed",
                new CatalogPayload.ProcessingCompleted("file_1", JobType.THUMBNAIL, List.of("https://example.org/1")),
                """
                {"file_id":"file_1","job_type":"thumbnail","output_urls":["https://example.org/1"]}""");
        add("processing.failed", new CatalogPayload.ProcessingFailed("file_1", JobType.WAVEFORM, "no sound"), """
                {"file_id":"file_1","job_type":"waveform","error_message":"no sound"}""");
        add("transcription.completed", new CatalogPayload.TranscriptionCompleted("file_1", "de-AT", 12), """
                {"file_id":"file_1","language":"de-AT","word_count":12}""");
        add("version.created", new CatalogPayload.VersionCreated("version_2", "file_1", 2, NAMELESS), """
                {"version_id":"version_2","file_id":"file_1","number":2,"uploader":{"id":"user_x"}}""");
    }

    private void projectUserAndShare() {
        add("folder.created", new CatalogPayload.FolderCreated("folder_1", "Cuts", null), """
                {"folder_id":"folder_1","name":"Cuts"}""");
        add("folder.deleted", new CatalogPayload.FolderDeleted("folder_1"), """
                {"folder_id":"folder_1"}""");
        add("member.added", new CatalogPayload.MemberAdded("user_abc", "comment_only"), """
                {"user_id":"user_abc","permission_level":"comment_only"}""");
        add("member.removed", new CatalogPayload.MemberRemoved("user_abc"), """
                {"user_id":"user_abc"}""");
        add(
                "notification.created",
                new CatalogPayload.NotificationCreated("notification_1", "mention", "Jane named you", null, null, AT),
                """
                {"notification_id":"notification_1","type":"mention","title":"Jane named you",
                "created_at":"2026-01-15T10:30:00.123Z"}""");
        add("notification.read", new CatalogPayload.NotificationRead("notification_1"), """
                {"notification_id":"notification_1"}""");
        add("share.viewed", new CatalogPayload.ShareViewed(new Viewer(null, null)), """
                {"viewer":{}}""");
        add(
                "share.downloaded",
                new CatalogPayload.ShareDownloaded("file_1", new Viewer("Kim", "kim@example.org")),
                """
                {"file_id":"file_1","viewer":{"name":"Kim","email":"kim@example.org"}}""");
    }

    private void add(String name, Object payload, String json) {
        byName.put(name, new Example(payload, json.replace("\n", "")));
    }
}
