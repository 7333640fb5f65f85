package io.bush.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingListenerTest {

    private final RecordingListener listener = new RecordingListener();

    @Test
    void everyMethodOfTheListenerIsKept() {
        List<String> kept = Arrays.stream(RecordingListener.class.getDeclaredMethods())
                .map(RecordingListenerTest::signature)
                .toList();

        assertThat(RealtimeListener.class.getDeclaredMethods())
                .hasSizeGreaterThan(15)
                .extracting(RecordingListenerTest::signature)
                .isSubsetOf(kept);
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    @Test
    void callsAreKeptInOrderWithTheirArgumentsAlsoAbsentOnes() {
        Channel file = new Channel("file", "file_a");
        listener.opened("conn_1");
        listener.dropped("conn_1", file, null, DropReason.BEHIND);
        listener.opened("conn_2");

        assertThat(listener.calls())
                .extracting(RecordingListener.Call::toString)
                .containsExactly("opened[conn_1]", "dropped[conn_1, file:file_a, null, BEHIND]", "opened[conn_2]");
        assertThat(listener.calls("opened")).hasSize(2);
        listener.clear();
        assertThat(new ArrayList<>(listener.calls())).isEmpty();
    }
}
