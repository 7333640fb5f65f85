package io.bush.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventFilterTest {

    @Test
    void wantsWhatTheServerWouldSend() {
        EventFilter filter = new EventFilter(List.of("comment.*", "file.>", "version.created"));

        assertThat(List.of("comment.created", "file.status_changed", "file.a.b", "version.created"))
                .allMatch(filter::wants);
        assertThat(List.of("comment", "comment.a.b", "files.moved", "version.created.again", "xversion.created"))
                .noneMatch(filter::wants);
        assertThat(new EventFilter(List.of()).wants("anything")).isTrue();
    }
}
