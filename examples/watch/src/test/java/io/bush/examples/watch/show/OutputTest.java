package io.bush.examples.watch.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.bush.examples.watch.state.Missed;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final String TIME = "10:30:00  file:file_a  ";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T10:30:00Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    private long now = Long.MAX_VALUE - 1;

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static ReceivedEvent upload(int percentage) {
        return EventTextTest.event(
                "upload.progress", "{\"file_id\":\"file_1\",\"percentage\":%d}".formatted(percentage));
    }

    private static ReceivedEvent deleted() {
        return EventTextTest.event("file.deleted", "{\"file_id\":\"file_9\"}");
    }

    private TextOutput lines() {
        return new TextOutput(out, new ProgressLines(out, () -> now), CLOCK);
    }

    private TextOutput bars(int columns) {
        return new TextOutput(out, new ProgressBar(out, columns), CLOCK);
    }

    @Test
    void anEventIsALineWithTimeChannelAndName() throws JsonProcessingException {
        TextOutput output = lines();
        output.event(deleted());
        output.control(
                new Channel("file", "file_a"), EventTextTest.control("{'type':'presence.leave','user_id':'user_a'}"));

        assertThat(printed())
                .isEqualTo(TIME + "file.deleted  file_9 deleted by user_by\n" + TIME + "presence.leave  user_a left\n");
    }

    @Test
    void whatWasMissedLooksLikeAnEventAndSaysSo() {
        lines().missed(
                        new Channel("file", "file_a"),
                        new Missed("file.deleted", "file_9", deleted().data()));
        new JsonOutput(out)
                .missed(
                        new Channel("file", "file_a"),
                        new Missed("file.deleted", "file_9", deleted().data()));

        assertThat(printed())
                .isEqualTo(TIME + "file.deleted  file_9 deleted [missed]\n"
                        + "{\"type\":\"watch.missed\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"event\":\"file.deleted\",\"data\":{\"file_id\":\"file_9\"}}\n");
    }

    @Test
    void progressWithoutATerminalIsALineEveryTenPercentOrFiveSeconds() {
        TextOutput output = lines();
        for (int percentage = 0; percentage <= 19; percentage++) {
            output.event(upload(percentage));
        }
        assertThat(printed().lines()).map(it -> it.replaceAll(".* ", "")).containsExactly("0%", "10%");
        now += 5_000_000_000L;
        output.event(upload(19));
        output.event(upload(99));
        output.event(upload(100));
        output.event(upload(100));

        assertThat(printed().lines())
                .map(it -> it.replaceAll(".* ", ""))
                .containsExactly("0%", "10%", "19%", "99%", "100%");
        assertThat(printed()).doesNotContain("\u001b").doesNotContain("\r");
    }

    @Test
    void progressOnATerminalIsOneBarDrawnInPlace() {
        TextOutput output = bars(80);
        output.event(upload(0));
        output.event(upload(50));
        output.event(deleted());
        output.event(upload(100));
        output.finish();

        String erase = "\r\u001b[K";
        String half = "[############············]  file_1 50%";
        assertThat(printed())
                .isEqualTo("[························]  file_1 0%"
                        + erase
                        + half
                        + erase
                        + TIME
                        + "file.deleted  file_9 deleted by user_by\n"
                        + half
                        + erase
                        + TIME
                        + "upload.progress  file_1 100%\n");
    }

    @Test
    void aBarGoesWhenItsJobEndsAndStaysBehindWhenEverythingDoes() {
        TextOutput output = bars(80);
        output.event(EventTextTest.event(
                "processing.progress", "{\"file_id\":\"file_1\",\"job_type\":\"waveform\",\"percentage\":50}"));
        output.event(EventTextTest.event(
                "processing.failed",
                "{\"file_id\":\"file_1\",\"job_type\":\"waveform\",\"error_message\":\"no sound\"}"));
        assertThat(printed()).endsWith("\r\u001b[K" + TIME + "processing.failed  file_1 waveform failed: no sound\n");

        output.event(upload(50));
        output.finish();
        assertThat(printed()).endsWith("file_1 50%\n");
    }

    @Test
    void aBarNeverWraps() {
        bars(20).event(upload(50));

        assertThat(printed()).hasSize(19).endsWith("…");
    }

    @Test
    void jsonLinesAreAsReceivedOnOneLineAndHarmless() throws JsonProcessingException {
        String frame = "{\"event\" : \"x\",\n\t\"data\":\"caf\u00e9 \u009b31m \ud83d\ude00\u2028\"}";
        new JsonOutput(out)
                .event(new ReceivedEvent(
                        new Channel("file", "file_a"), "x", null, Instant.EPOCH, NullNode.getInstance(), null, frame));

        assertThat(printed())
                .isEqualTo("{\"event\" : \"x\",  \"data\":\"caf\u00e9 \\u009b31m \ud83d\ude00\\u2028\"}\n");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(printed())).isEqualTo(json.readTree(frame));
    }
}
