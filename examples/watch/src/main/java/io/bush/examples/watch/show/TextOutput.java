package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.watch.state.Missed;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A line an event, for people; what makes progress is drawn by {@link Progress}. */
public final class TextOutput implements Output {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;
    private final Progress progress;
    private final Clock clock;
    private final ZoneId zone;
    private final Rooms rooms;

    public TextOutput(PrintStream out, Progress progress, Clock clock) {
        this.out = out;
        this.progress = progress;
        this.clock = clock;
        this.zone = clock.getZone();
        this.rooms = new Rooms(clock);
    }

    @Override
    public synchronized void event(ReceivedEvent event) {
        Fields data = new Fields(event.data());
        String line = line(event.timestamp(), event.channel(), Plain.text(event.event()), EventText.of(event));
        switch (event.event()) {
            case "upload.progress", "processing.progress" ->
                progress.show(new Progress.Step(key(event), line, EventText.progress(data), percentage(data)));
            case "processing.completed", "processing.failed" -> {
                progress.end(key(event));
                print(line);
            }
            default -> print(line);
        }
        out.flush();
    }

    /** What makes progress: an upload has no job. */
    private static String key(ReceivedEvent event) {
        Fields data = new Fields(event.data());
        return event.channel() + " " + data.text("file_id") + " " + data.text("job_type", "upload");
    }

    @Override
    public synchronized void control(Channel channel, ControlFrame frame) {
        String text = Rooms.know(frame.type()) ? rooms.text(channel, frame) : ControlText.of(frame);
        if (text != null) {
            print(line(clock.instant(), channel, Plain.text(frame.type()), text));
            out.flush();
        }
    }

    @Override
    public synchronized void missed(Channel channel, Missed missed) {
        Instant now = clock.instant();
        ReceivedEvent event = new ReceivedEvent(channel, missed.event(), null, now, missed.item(), null, "");
        print(line(now, channel, Plain.text(missed.event()), EventText.of(event) + " [missed]"));
        out.flush();
    }

    @Override
    public boolean isClosed() {
        return out.checkError();
    }

    @Override
    public synchronized void finish() {
        progress.leave();
        out.flush();
    }

    private void print(String line) {
        progress.clear();
        out.print(line + '\n');
        progress.redraw();
    }

    private String line(Instant at, Channel channel, String event, String text) {
        return TIME.format(at.atZone(zone)) + "  " + channel + "  " + event + (text.isEmpty() ? "" : "  " + text);
    }

    private static int percentage(Fields data) {
        JsonNode percentage = data.json().path("percentage");
        return percentage.isNumber() ? (int) Math.max(0, Math.min(100, percentage.asDouble())) : Progress.UNKNOWN;
    }
}
