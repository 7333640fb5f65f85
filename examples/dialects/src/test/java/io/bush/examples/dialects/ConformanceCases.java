package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.examples.dialects.ends.Container;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each seed's frames as data: what clients send, what the server answers, in order. */
@Tag("contract-3.19")
public abstract class ConformanceCases {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns where the server runs. */
    protected abstract Container.Kind container();

    @ParameterizedTest
    @ValueSource(strings = {"001-linear", "002-conversations", "003-reyna", "004-tasks"})
    void theServerAnswersAsTheSeedSays(String file) throws Exception {
        play(read(file));
    }

    @Test
    void aFrameThatDiffersFromTheFileIsFound() {
        JsonNode wrong = tree("""
                {"path": "/linear/ws", "steps": [
                  ["a", "connects", "user_ann"],
                  ["a", "gets", {"type": "connection.ack", "payload": {"message": "Welcome"}, "timestamp": "<time>"}]]}""");
        assertThatThrownBy(() -> play(wrong)).isInstanceOf(AssertionError.class).hasMessageContaining("step 2");
    }

    @Test
    void aFrameThatTheFileDoesNotHaveIsFound() {
        JsonNode wrong = tree("""
                {"path": "/tasks/connect", "ping": {"type": "ping"}, "pong": {"type": "pong"}, "steps": [
                  ["a", "connects", "user_ann"],
                  ["a", "gets nothing"]]}""");
        assertThatThrownBy(() -> play(wrong)).isInstanceOf(AssertionError.class).hasMessageContaining("step 2");
    }

    private void play(JsonNode script) throws Exception {
        try (Container server = container().start();
                ScriptRun run = new ScriptRun(server, script)) {
            assertThat(run.play()).as("steps").isPositive();
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(String file) throws IOException {
        try (InputStream script = ConformanceCases.class.getResourceAsStream("/conformance/" + file + ".json")) {
            return JSON.readTree(script);
        }
    }
}
