package io.bush.examples.watch.show;

import io.bush.examples.watch.state.Missed;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;

/** Where events go. Thread safety: implementations must allow any thread. */
public interface Output {

    void event(ReceivedEvent event);

    void control(Channel channel, ControlFrame frame);

    /** What happened while no event could tell. */
    void missed(Channel channel, Missed missed);

    /** Whether nobody reads any more, because a pipe ends early. */
    boolean isClosed();

    /** Nothing more comes. */
    void finish();
}
