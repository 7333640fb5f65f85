package io.bush.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.channel.CatalogExamples;
import io.bush.realtime.channel.CatalogPayload;
import io.bush.realtime.channel.CatalogPayload.CommentDeleted;
import io.bush.realtime.channel.CatalogPayload.FileDeleted;
import io.bush.realtime.channel.CatalogPayload.MemberRemoved;
import io.bush.realtime.channel.CatalogPayload.UploadProgress;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventCatalog;
import io.bush.realtime.channel.EventType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("contract-4")
class CatalogPublisherTest {

    private static final Channel FILE = new Channel("file", "file_1");
    private static final Channel PROJECT = new Channel("project", "proj_1");

    private final PublishRecorder publisher = new PublishRecorder();
    private final CatalogPublisher catalog = new CatalogPublisher(publisher);

    @ParameterizedTest
    @CsvSource({
        "comment.created, file:file_1 share:share_1 share:share_2",
        "comment.updated, file:file_1 share:share_1 share:share_2",
        "comment.deleted, file:file_1 share:share_1 share:share_2",
        "comment.completed, file:file_1 share:share_1 share:share_2",
        "file.created, project:proj_1",
        "upload.progress, project:proj_1 file:file_1",
        "file.deleted, project:proj_1 file:file_1",
        "file.moved, project:proj_1 file:file_1",
        "file.updated, project:proj_1 file:file_1",
        "file.status_changed, project:proj_1 file:file_1",
        "version.created, project:proj_1 file:file_1",
        "processing.started, file:file_1",
        "processing.progress, file:file_1",
        "processing.completed, file:file_1",
        "processing.failed, file:file_1",
        "transcription.completed, file:file_1",
        "folder.created, project:proj_1",
        "folder.deleted, project:proj_1",
        "member.added, project:proj_1",
        "member.removed, project:proj_1",
        "notification.created, user:user_1",
        "notification.read, user:user_1",
        "share.viewed, share:share_1",
        "share.downloaded, share:share_1"
    })
    void eachEventGoesWhereTheContractSays(String event, String channels) throws ReflectiveOperationException {
        Object payload = CatalogExamples.byName().get(event).payload();
        Map<Channel, PublishResult> results = call(payload);

        List<Channel> expected = Arrays.stream(channels.split(" "))
                .map(it -> it.split(":"))
                .map(it -> new Channel(it[0], it[1]))
                .toList();
        assertThat(publisher.published()).extracting(Publication::channel).isEqualTo(expected);
        assertThat(publisher.published()).extracting(Publication::event).containsOnly(event);
        assertThat(publisher.published())
                .extracting(Publication::data)
                .allSatisfy(data -> assertThat(data).isSameAs(payload));
        EventType<?> type = EventCatalog.find(event);
        assertThat(publisher.published())
                .extracting(Publication::delivery)
                .containsOnly(type == null ? null : type.delivery());
        assertThat(new ArrayList<>(results.keySet())).isEqualTo(expected);
        assertThat(results.values()).doesNotHaveDuplicates();
    }

    /** Finds the helper by the payload it takes, and gives it the ids its parameters name. */
    @SuppressWarnings("unchecked")
    private Map<Channel, PublishResult> call(Object payload) throws ReflectiveOperationException {
        Method helper = Arrays.stream(CatalogPublisher.class.getMethods())
                .filter(it -> Arrays.asList(it.getParameterTypes()).contains(payload.getClass()))
                .findFirst()
                .orElseThrow();
        List<Object> arguments = new ArrayList<>();
        for (Parameter parameter : helper.getParameters()) {
            arguments.add(
                    switch (parameter.getName()) {
                        case "projectId" -> "proj_1";
                        case "fileId" -> "file_1";
                        case "shareIds" -> List.of("share_1", "share_2");
                        case "shareId" -> "share_1";
                        case "userResourceId" -> "user_1";
                        default -> payload;
                    });
        }
        try {
            return ((CompletionStage<Map<Channel, PublishResult>>) helper.invoke(catalog, arguments.toArray()))
                    .toCompletableFuture()
                    .join();
        } catch (InvocationTargetException e) {
            throw new AssertionError(helper.getName(), e.getCause());
        }
    }

    @Test
    void everyCataloguedEventHasExactlyOneHelper() {
        assertThat(Arrays.stream(CatalogPublisher.class.getDeclaredMethods())
                        .flatMap(it -> Arrays.stream(it.getParameterTypes()))
                        .filter(CatalogPayload.class::isAssignableFrom))
                .containsExactlyInAnyOrderElementsOf(EventCatalog.all().stream()
                        .<Class<?>>map(EventType::payloadClass)
                        .toList());
    }

    @Test
    void aCommentOnAFileThatNoShareShowsGoesToTheFileOnly() {
        catalog.commentDeleted("file_1", List.of(), new CommentDeleted("comment_1"));

        assertThat(publisher.published()).extracting(Publication::channel).containsExactly(FILE);
    }

    @Test
    @Tag("contract-3.3")
    void guestsGetTheCommentAndNotTheRest() {
        CommentDeleted comment = new CommentDeleted("comment_1");
        catalog.commentDeleted("file_1", List.of("share_1"), comment);
        catalog.fileDeleted("proj_1", new FileDeleted("file_1"));

        assertThat(publisher.published())
                .extracting(Publication::guestData)
                .containsExactly(comment, comment, null, null);
    }

    @Test
    void eachResultIsReportedForItsChannelAlsoWhenTheyDiffer() {
        PublishResult rejected = new PublishResult.Rejected(PublishResult.Cause.UNAVAILABLE, "planted");
        publisher.answer(PROJECT, rejected);
        publisher.answer(FILE, new PublishResult.Volatile());

        assertThat(catalog.uploadProgress("proj_1", new UploadProgress("file_1", 1, 2)))
                .isCompletedWithValue(Map.of(PROJECT, rejected, FILE, new PublishResult.Volatile()));
    }

    @Test
    void theResultWaitsForTheSlowestChannel() {
        publisher.hold(FILE);
        CompletionStage<Map<Channel, PublishResult>> result = catalog.fileDeleted("proj_1", new FileDeleted("file_1"));
        assertThat(result).isNotDone();
        assertThat(publisher.published()).hasSize(2);

        publisher.release(FILE, new PublishResult.Durable("evt_2"));
        assertThat(result.toCompletableFuture().join().get(FILE)).isEqualTo(new PublishResult.Durable("evt_2"));
    }

    @Test
    @Tag("P4")
    void optionsApplyToEveryChannel() {
        catalog.with(PublishOptions.by("user_a").withIdempotencyKey("row-1").withExceptConnection("conn_1"))
                .fileDeleted("proj_1", new FileDeleted("file_1"));

        assertThat(publisher.published()).hasSize(2).allSatisfy(publication -> {
            assertThat(publication.userId()).isEqualTo("user_a");
            assertThat(publication.idempotencyKey()).isEqualTo("row-1");
            assertThat(publication.exceptConnection()).isEqualTo("conn_1");
        });
    }

    @Test
    void withoutOptionsNothingIsSaidBesidesTheData() {
        catalog.memberRemoved("proj_1", new MemberRemoved("user_a"));

        assertThat(publisher.published()).singleElement().satisfies(publication -> {
            assertThat(publication.userId()).isNull();
            assertThat(publication.idempotencyKey()).isNull();
            assertThat(publication.exceptConnection()).isNull();
            assertThat(publication.exceptUser()).isNull();
        });
    }

    @Test
    void aMalformedKeyIsRefusedBeforeAnythingIsPublished() {
        CatalogPublisher keyed = catalog.with(PublishOptions.NONE.withIdempotencyKey("white space"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keyed.fileDeleted("proj_1", new FileDeleted("file_1")))
                .withMessageContaining("white space");
        assertThat(publisher.published()).isEmpty();
    }

    @Test
    void aChannelNamedTwiceGetsTheEventOnce() {
        catalog.commentDeleted("file_1", List.of("share_1", "share_1"), new CommentDeleted("comment_1"));

        assertThat(publisher.published()).hasSize(2);
    }
}
