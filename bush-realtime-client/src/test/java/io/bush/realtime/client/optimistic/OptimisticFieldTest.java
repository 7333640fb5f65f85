package io.bush.realtime.client.optimistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.optimistic.OptimisticField.Conflict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed000-6.1")
class OptimisticFieldTest {

    private final OptimisticField<String> name = new OptimisticField<>("Scene 1", "user_me");
    private final List<String> rollbacks = new ArrayList<>();

    OptimisticFieldTest() {
        name.listen(new OptimisticField.Listener<>() {
            @Override
            public void rolledBack(String value, String reason) {
                rollbacks.add(value + ": " + reason);
            }
        });
    }

    @Test
    void aWriteIsShownAtOnceAndConfirmedByItsEvent() {
        name.write("Scene 2");
        assertThat(name.value()).isEqualTo("Scene 2");
        assertThat(name.pending()).isTrue();
        name.changed("Scene 2.", Origin.user("user_me"));

        assertThat(name.value()).isEqualTo("Scene 2.");
        assertThat(name.pending()).isFalse();
    }

    @Test
    void theLastWriteWinsInWhateverOrderItIsHeardOf() {
        OptimisticField<String>.Write write = name.write("mine");
        write.succeeded("mine");
        name.changed("earlier, by bob", Origin.user("user_bob"));
        assertThat(name.value()).isEqualTo("mine");
        name.changed("mine", Origin.user("user_me"));
        assertThat(name.value()).isEqualTo("mine");
        name.changed("later, by bob", Origin.user("user_bob"));

        assertThat(name.value()).isEqualTo("later, by bob");
    }

    @Test
    void aRefusedWriteShowsWhatTheServerHas() {
        OptimisticField<String>.Write write = name.write("mine");
        name.changed("by bob", Origin.user("user_bob"));
        write.failed("too long");
        write.failed("again");

        assertThat(name.value()).isEqualTo("by bob");
        assertThat(rollbacks).containsExactly("mine: too long");
    }

    @Test
    void aRefusedWriteUncoversTheOneBefore() {
        name.write("a");
        name.write("b").failed("no");

        assertThat(name.value()).isEqualTo("a");
    }

    @Test
    @Tag("seed000-7.5")
    void whoeverTypesKeepsWhatTheyTypeAndLearnsWhoChangedTheField() {
        name.type("Scene 1 ta");
        name.changed("Scene 9", Origin.user("user_bob"));

        assertThat(name.value()).isEqualTo("Scene 1 ta");
        assertThat(name.conflict()).contains(new Conflict<>("Scene 9", "user_bob"));
        name.cancel();
        assertThat(name.value()).isEqualTo("Scene 9");
        assertThat(name.conflict()).isEmpty();
        assertThat(name.editing()).isFalse();
    }

    @Test
    @Tag("seed000-7.5")
    void submittingOverAConflictWinsAndClearsIt() {
        name.type("mine");
        name.changed("theirs", Origin.user("user_bob"));
        assertThat(name.submit().value()).isEqualTo("mine");

        assertThat(name.conflict()).isEmpty();
        assertThat(name.value()).isEqualTo("mine");
        assertThat(name.pending()).isTrue();
    }

    @Test
    void theOwnWriteThatComesBackWhileTypingOnIsNoConflict() {
        name.write("a");
        name.type("ab");
        name.changed("a", Origin.user("user_me"));

        assertThat(name.conflict()).isEmpty();
        assertThat(name.value()).isEqualTo("ab");
    }

    @Test
    void aChangeByMyselfElsewhereIsAConflictToo() {
        name.type("ab");
        name.changed("from my other tab", Origin.user("user_me"));

        assertThat(name.conflict()).contains(new Conflict<>("from my other tab", "user_me"));
    }

    @Test
    void aFreshValueIsAConflictOnlyIfItIsAnother() {
        name.type("ab");
        name.reset("Scene 1");
        assertThat(name.conflict()).isEmpty();
        name.reset("Scene 2");

        assertThat(name.conflict()).contains(new Conflict<>("Scene 2", null));
    }

    @Test
    void aFreshValueKeepsWhatIsPendingAndDropsWhatWasAccepted() {
        OptimisticField<String>.Write accepted = name.write("a");
        OptimisticField<String>.Write pending = name.write("b");
        accepted.succeeded();
        name.reset("fresh");
        assertThat(name.value()).isEqualTo("b");
        pending.failed("no");

        assertThat(name.value()).isEqualTo("fresh");
    }

    @Test
    void withoutAnOwnUserTheReplyIsTheLastWord() {
        OptimisticField<String> nobodys = new OptimisticField<>("a", null);
        OptimisticField<String>.Write write = nobodys.write("b");
        nobodys.changed("c", Origin.UNKNOWN);
        assertThat(nobodys.pending()).isTrue();
        write.succeeded();

        assertThat(nobodys.value()).isEqualTo("b");
        assertThat(nobodys.pending()).isFalse();
        nobodys.changed("d", Origin.UNKNOWN);
        assertThat(nobodys.value()).isEqualTo("d");
    }

    @Test
    void onlyWhatWasTypedCanBeSubmitted() {
        assertThatIllegalStateException().isThrownBy(name::submit).withMessageContaining("nothing was typed");
    }
}
