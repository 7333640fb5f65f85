package io.bush.examples.watch.show;

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
