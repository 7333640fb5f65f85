package io.bush.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.channel.CatalogPayload.JobType;
import io.bush.realtime.channel.CatalogPayload.ProcessingProgress;
import io.bush.realtime.channel.CatalogPayload.UploadProgress;
import io.bush.realtime.channel.EventType.Delivery;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("contract-4")
@Tag("seed000-4")
class EventCatalogTest {

    private static final Map<String, CatalogExamples.Example> EXAMPLES = CatalogExamples.byName();

    @Test
    void everyEventOfTheSeedIsThereInItsOrder() {
        assertThat(EventCatalog.all())
                .extracting(EventType::name)
                .containsExactly(
                        "comment.created",
                        "comment.updated",
                        "comment.deleted",
                        "comment.completed",
                        "file.created",
                        "file.deleted",
                        "file.moved",
                        "file.updated",
                        "file.status_changed",
                        "upload.progress",
                        "processing.started",
                        "processing.progress",
                        "processing.completed",
                        "processing.failed",
                        "transcription.completed",
                        "version.created",
                        "folder.created",
                        "folder.deleted",
                        "member.added",
                        "member.removed",
                        "notification.created",
                        "notification.read",
                        "share.viewed",
                        "share.downloaded")
                .containsExactlyElementsOf(EXAMPLES.keySet());
    }

    @Test
    void eventsAreFoundByTheirNames() {
        for (EventType<?> type : EventCatalog.all()) {
            assertThat(EventCatalog.find(type.name())).isSameAs(type);
        }
        assertThat(EventCatalog.find("comment.exploded")).isNull();
    }

    @Test
    @Tag("contract-3.8")
    void onlyProgressIsVolatileAndHasAConflationKey() {
        assertThat(EventCatalog.all())
                .filteredOn(type -> type.delivery() == Delivery.VOLATILE)
                .extracting(EventType::name)
                .containsExactly("upload.progress", "processing.progress");
        assertThat(EventCatalog.all())
                .filteredOn(type -> type.conflationKey() != null)
                .extracting(EventType::name)
                .containsExactly("upload.progress", "processing.progress");
    }

    @Test
    @Tag("contract-3.8")
    void progressIsConflatedByFileAndByFileAndJob() {
        assertThat(key(EventCatalog.UPLOAD_PROGRESS, new UploadProgress("file_1", 1, 2)))
                .isEqualTo("file_1");
        assertThat(Stream.of(
                                new ProcessingProgress("file_1", JobType.TRANSCODE, 1),
                                new ProcessingProgress("file_1", JobType.TRANSCODE, 2),
                                new ProcessingProgress("file_1", JobType.WAVEFORM, 1),
                                new ProcessingProgress("file_2", JobType.TRANSCODE, 1))
                        .map(progress -> key(EventCatalog.PROCESSING_PROGRESS, progress)))
                .containsExactly("file_1:transcode", "file_1:transcode", "file_1:waveform", "file_2:transcode");
    }

    private static <T> @Nullable String key(EventType<T> type, T payload) {
        Function<T, String> key = type.conflationKey();
        return key == null ? null : key.apply(payload);
    }

    @Test
    @Tag("contract-3.3")
    void guestsSeeCommentsAsMembersDoAndNothingElse() {
        for (EventType<?> type : EventCatalog.all()) {
            Object payload = example(type.name()).payload();
            assertThat(guestView(type, payload))
                    .as(type.name())
                    .isSameAs(type.name().startsWith("comment.") ? payload : null);
        }
    }

    private static <T> @Nullable Object guestView(EventType<T> type, Object payload) {
        Function<T, @Nullable Object> view = type.guestView();
        return view == null ? null : view.apply(type.payloadClass().cast(payload));
    }

    static List<ObjectMapper> mappers() {
        return List.of(
                new ObjectMapper(),
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
                        .enable(SerializationFeature.WRITE_ENUMS_USING_INDEX)
                        .build(),
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                        .defaultPropertyInclusion(JsonInclude.Value.construct(
                                JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.NON_NULL))
                        .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                        .build(),
                JsonMapper.builder()
                        .visibility(PropertyAccessor.ALL, Visibility.NONE)
                        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void anyMapperWritesEveryPayloadTheSameWay(ObjectMapper mapper) {
        for (EventType<?> type : EventCatalog.all()) {
            CatalogExamples.Example example = example(type.name());
            assertThat(example.payload()).isInstanceOf(type.payloadClass());
            JsonNode written = Payload.of(mapper, example.payload()).tree();
            assertThat(written)
                    .as(type.name())
                    .isEqualTo(Payload.ofJson(example.json()).tree());
        }
    }

    @Test
    void fieldsStandInTheOrderOfTheCatalogue() {
        assertThat(EXAMPLES)
                .allSatisfy((name, example) -> assertThat(Payload.of(new ObjectMapper(), example.payload())
                                .json())
                        .isEqualTo(example.json()));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 100", "0, 5, 0", "999, 1000, 99.9", "9999, 10000, 99.9", "5, 5, 100", "1, 3, 33.3"})
    void thePercentageOfAnUploadIsAHundredOnlyWhenAllHasArrived(long uploaded, long total, double percentage) {
        assertThat(new UploadProgress("file_1", uploaded, total).percentage()).isEqualTo(percentage);
    }

    @Test
    void progressThatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UploadProgress("file_1", 6, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new UploadProgress("file_1", -1, 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProcessingProgress("file_1", JobType.TRANSCODE, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProcessingProgress("file_1", JobType.TRANSCODE, 100.5));
    }

    private static CatalogExamples.Example example(String name) {
        CatalogExamples.Example example = EXAMPLES.get(name);
        if (example == null) {
            throw new AssertionError("no example of " + name);
        }
        return example;
    }
}
