package io.bush.realtime.internal.polling;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Writes the answer to a poll, around the ready bytes of the events (contract §3.16). Thread safety: for one thread. */
final class PollBody {

    /** An id or a type is shown to at most so many characters: clients choose them, and any longer one is invalid. */
    private static final int MAX_ECHO = 128;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    private PollBody() {}

    /** The answer about one channel. */
    static Frame one(PollResult.Answered answer, Duration pollAfter) {
        PollBody body = new PollBody();
        body.plain("{").answered(answer).pollAfter(pollAfter);
        return body.finish();
    }

    /** The answer about several, in the order in which they were asked for. */
    static Frame many(List<Channel> channels, List<PollResult> results, Duration pollAfter) {
        PollBody body = new PollBody();
        body.plain("{\"results\":[");
        for (int i = 0; i < results.size(); i++) {
            body.plain(i == 0 ? "" : ",").result(channels.get(i), results.get(i));
        }
        body.plain("]").pollAfter(pollAfter);
        return body.finish();
    }

    private void result(Channel channel, PollResult result) {
        plain("{\"channel\":").string(channel.type());
        plain(",\"resource_id\":").string(channel.id()).plain(",");
        if (result instanceof PollResult.Answered answer) {
            answered(answer);
        } else if (result instanceof PollResult.Refused refused) {
            plain("\"error\":{\"code\":").string(refused.code);
            plain(",\"message\":").string(refused.message).plain("}");
        }
        plain("}");
    }

    private PollBody answered(PollResult.Answered answer) {
        plain("\"events\":[");
        List<Frame> events = answer.events();
        for (int i = 0; i < events.size(); i++) {
            byte[] event = new byte[events.get(i).sizeBytes()];
            events.get(i).copyTo(event, 0);
            plain(i == 0 ? "" : ",");
            out.writeBytes(event);
        }
        plain("],\"last_event_id\":").string(answer.lastEventId());
        ResetReason reset = answer.reset();
        if (reset != null) {
            plain(",\"reset\":{\"reason\":").string(reset.wireName()).plain("}");
        }
        return this;
    }

    private void pollAfter(Duration interval) {
        plain(",\"poll_after_ms\":" + interval.toMillis() + "}");
    }

    private PollBody plain(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private PollBody string(String text) {
        int length = text.codePointCount(0, text.length());
        String shown = length <= MAX_ECHO ? text : text.substring(0, text.offsetByCodePoints(0, MAX_ECHO));
        plain("\"");
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(shown));
        return plain("\"");
    }

    private Frame finish() {
        return Frame.ofUtf8(out.toByteArray());
    }
}
