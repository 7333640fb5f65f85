package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.watch.state.Missed;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.io.PrintStream;

/** One JSON object a line, as it came. */
public record JsonOutput(PrintStream out) implements Output {

    @Override
    public void event(ReceivedEvent event) {
        print(event.text());
    }

    @Override
    public void control(Channel channel, ControlFrame frame) {
        print(frame.text());
    }

    /** An object like an event's, with a type, so that nobody takes it for one. */
    @Override
    public void missed(Channel channel, Missed missed) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("type", "watch.missed").put("channel", channel.type()).put("resource_id", channel.resourceId());
        line.put("event", missed.event()).set("data", missed.item());
        print(line.toString());
    }

    private synchronized void print(String text) {
        out.print(Plain.json(text) + '\n');
        out.flush();
    }

    @Override
    public boolean isClosed() {
        return out.checkError();
    }

    @Override
    public void finish() {
        out.flush();
    }
}
