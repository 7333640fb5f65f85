package io.bush.realtime.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-3.20")
class CallsTest {

    private static final CallHandler<String> ECHO = (caller, params) -> CompletableFuture.completedFuture(params);

    @Test
    void a_registered_method_is_found_by_its_whole_name_and_the_smaller_registry_stays_as_it_was() {
        Calls one = Calls.none().with("comment.create", String.class, ECHO);
        Calls two = one.with("a", String.class, ECHO);

        assertThat(two.methods()).containsExactly("comment.create", "a");
        assertThat(two.find("comment.create").orElseThrow().params()).isEqualTo(String.class);
        assertThat(two.find("comment")).isEmpty();
        assertThat(one.methods()).containsExactly("comment.create");
        assertThat(Calls.none().methods()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "send_message", "comment.create", "v2.a.b_1", "0"})
    void names_of_parts_with_dots_between_them_are_taken(String method) {
        assertThat(Calls.none().with(method, String.class, ECHO).find(method)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "Create", "a-b", "a b", "ä"})
    void other_names_are_refused_with_the_name(String method) {
        assertThatThrownBy(() -> Calls.none().with(method, String.class, ECHO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + method + "\"")
                .hasMessageContaining("allowed: ");
    }

    @Test
    void a_name_has_at_most_64_characters() {
        assertThat(Calls.none().with("a".repeat(64), String.class, ECHO).methods())
                .hasSize(1);
        assertThatThrownBy(() -> Calls.none().with("a".repeat(65), String.class, ECHO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_method_cannot_be_registered_twice() {
        Calls one = Calls.none().with("a", String.class, ECHO);

        assertThatThrownBy(() -> one.with("a", String.class, ECHO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\"");
    }

    @Test
    void a_refusal_has_a_code_of_the_grammar_and_a_short_message() {
        assertThat(new CallFailedException("a.b_1", "m".repeat(200)).appCode()).isEqualTo("a.b_1");
        assertThatThrownBy(() -> new CallFailedException("A", "m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"A\"");
        assertThatThrownBy(() -> new CallFailedException("", "m")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CallFailedException("a".repeat(65), "m"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CallFailedException("a", "m".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("201");
    }
}
