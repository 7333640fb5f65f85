package io.bush.examples.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.desk.DeskOptions.Plan;
import io.bush.examples.desk.api.Account;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line. */
class DeskTest {

    private static final String CANARY = "bush_tok_canary";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final List<Plan> plans = new ArrayList<>();

    private int run(Map<String, String> environment, String... args) {
        return Desk.run(args, environment, stream(out), stream(errors), plans::add);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void opensAWindowForEachUser() {
        assertThat(run(Map.of(), "--user", "alice", "--user", "bob", "--project", "proj_1"))
                .isZero();

        assertThat(plans)
                .containsExactly(new Plan(
                        URI.create("http://127.0.0.1:8080"),
                        List.of(new Account.Named("alice"), new Account.Named("bob")),
                        "proj_1"));
    }

    @Test
    void takesATokenFromTheCommandLineOrTheEnvironment() {
        run(Map.of("BUSH_TOKEN", "other"), "--url", "https://example.org", "--token", CANARY);
        run(Map.of("BUSH_TOKEN", CANARY));

        assertThat(plans)
                .extracting(plan -> plan.accounts().get(0))
                .containsExactly(new Account.Holder(CANARY), new Account.Holder(CANARY));
        assertThat(plans.toString()).doesNotContain(CANARY);
    }

    @Test
    void explainsItself() {
        assertThat(run(Map.of(), "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--url", "--user", "--token", "--project", "http://127.0.0.1:8080", "Exit codes:");
        assertThat(plans).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--user alice --url ftp://x | --url is 'ftp://x', allowed: http://host:port or https://host:port",
                "--user alice --url : | --url is ':', allowed: http://host:port or https://host:port",
                "--user a/b | --user is 'a/b', allowed: 1 to 40 of [A-Za-z0-9_-]",
                "--user alice --project film | --project is 'film', allowed: proj_ and 1 to 64 of [A-Za-z0-9_-]",
                "--user alice --token bush_tok_canary | --token and --user are both there, allowed: one of them",
                "--user | Missing required parameter for option '--user' (NAME)",
                "--sever x | unknown option --sever",
                "bush_tok_canary | unknown argument: there are only options",
            })
    void saysWhatIsWrongAndWhatIsAllowed(String line, String message) {
        assertThat(run(Map.of(), line.split(" ", -1))).isEqualTo(2);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("desk: " + message + "\nTry: java -jar desk.jar --help\n")
                .doesNotContain(CANARY);
        assertThat(plans).isEmpty();
    }

    @Test
    void saysThatNobodyIsNamed() {
        assertThat(run(Map.of())).isEqualTo(2);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("desk: nobody is named: use --user, --token or the environment's BUSH_TOKEN");
    }

    @Test
    void saysThatThereIsNoDisplay() {
        int code = Desk.run(new String[] {"--user", "alice"}, Map.of(), stream(out), stream(errors), plan -> {
            throw new Desk.NoDisplayException();
        });

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("desk: there is no display");
    }
}
