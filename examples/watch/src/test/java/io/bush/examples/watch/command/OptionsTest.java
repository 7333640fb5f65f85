package io.bush.examples.watch.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.channel.Channel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static final String CANARY = "bush_tok_canary";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final List<WatchPlan> plans = new ArrayList<>();
    private Map<String, String> environment = Map.of();
    private String standardInput = "";

    @TempDir
    Path directory;

    private int read(String... args) {
        TokenSource tokens =
                new TokenSource(environment, new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)));
        return CommandLineReader.read(args, stream(out), stream(errors), options -> {
            plans.add(options.plan(tokens));
            return ExitCode.OK;
        });
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private WatchPlan plan(String... args) {
        assertThat(read(args)).as(errors.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        return plans.get(plans.size() - 1);
    }

    @Test
    void whereTheStateIsFetchedFollowsFromTheAddressOrIsSaid() {
        assertThat(plan("--token", CANARY, "file:file_y").api()).hasToString("http://127.0.0.1:8080/v4");
        assertThat(plan("--token", CANARY, "--url", "wss://h/x/v4/cable?a=b", "file:file_y")
                        .api())
                .hasToString("https://h/x/v4");
        assertThat(plan("--token", CANARY, "--url", "wss://h/other", "file:file_y")
                        .api())
                .isNull();
        assertThat(plan("--token", CANARY, "--api", "none", "file:file_y").api())
                .isNull();
        assertThat(plan("--token", CANARY, "--api", "https://api.example.org/v4", "file:file_y")
                        .api())
                .hasToString("https://api.example.org/v4");
        assertThat(read("--token", CANARY, "--api", "ftp://h/", "file:file_y")).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("--api");
    }

    @Test
    void readsEverything() {
        WatchPlan plan = plan(
                "--url",
                "wss://example.org/v4/cable",
                "--poll-url",
                "https://example.org/v4/events/poll",
                "--token",
                CANARY,
                "--events",
                "comment.*,file.>",
                "--events",
                "upload.progress",
                "--presence",
                "--json",
                "--exit-after",
                "3",
                "--timeout",
                "5m",
                "project:proj_x",
                "file:file_y@evt_7",
                "user:user_z",
                "--since",
                "project:proj_x@evt_1");

        assertThat(plan.url()).hasToString("wss://example.org/v4/cable");
        assertThat(plan.pollUrl()).hasToString("https://example.org/v4/events/poll");
        assertThat(plan.token()).isEqualTo(CANARY);
        assertThat(plan.targets())
                .containsExactly(
                        new Target(new Channel("project", "proj_x"), "evt_1"),
                        new Target(new Channel("file", "file_y"), "evt_7"),
                        new Target(new Channel("user", "user_z"), null));
        assertThat(plan.events()).containsExactly("comment.*", "file.>", "upload.progress");
        assertThat(plan.presence()).isTrue();
        assertThat(plan.json()).isTrue();
        assertThat(plan.exitAfter()).isEqualTo(3);
        assertThat(plan.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(plan.toString()).doesNotContain(CANARY);
    }

    @Test
    void mostHasADefault() {
        WatchPlan plan = plan("--token", CANARY, "file:file_y");

        assertThat(plan.url()).hasToString("ws://127.0.0.1:8080/v4/cable");
        assertThat(plan.pollUrl()).isNull();
        assertThat(plan.events()).isEmpty();
        assertThat(plan.presence()).isFalse();
        assertThat(plan.json()).isFalse();
        assertThat(plan.exitAfter()).isZero();
        assertThat(plan.timeout()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "30,PT30S", "5m,PT5M", "1h,PT1H"})
    void timeHasAUnit(String text, Duration time) {
        assertThat(plan("--token", CANARY, "--timeout", text, "file:f").timeout())
                .isEqualTo(time);
    }

    @Test
    void theTokenComesFromAFileFromStandardInputOrFromTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), CANARY + "_file\n");
        standardInput = CANARY + "_in\n";
        environment = Map.of("BUSH_TOKEN", CANARY + "_env");

        assertThat(plan("--token-file", file.toString(), "file:f").token()).isEqualTo(CANARY + "_file");
        assertThat(plan("--token-file", "-", "file:f").token()).isEqualTo(CANARY + "_in");
        assertThat(plan("file:f").token()).isEqualTo(CANARY + "_env");
        assertThat(plan("--token", CANARY, "file:f").token()).isEqualTo(CANARY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--token t                                | no channel to watch",
                "file:f                                   | no token: use --token-file, --token or the environment's BUSH_TOKEN",
                "--token t file                           | channel is 'file', allowed: TYPE:ID",
                "--token t file:f@                        | channel is 'file:f@', allowed: TYPE:ID",
                "--token t :f                             | channel is ':f', allowed: TYPE:ID",
                "--token t file:f file:f@evt              | channel is 'file:f@evt', allowed: each channel once",
                "--token t file:f --since file:g@evt      | --since is 'file:g@evt', allowed: one of the channels",
                "--token t file:f --since file:f          | --since is 'file:f', allowed: TYPE:ID@EVENT_ID",
                "--token t file:f --url http://h/         | --url is 'http://h/', allowed: ws://HOST",
                "--token t file:f --url ws:/x             | --url is 'ws:/x', allowed: ws://HOST",
                "--token t file:f --poll-url ws://h/      | --poll-url is 'ws://h/', allowed: http://HOST",
                "--token t file:f --exit-after 0          | --exit-after is '0', allowed: 1 to 999999999",
                "--token t file:f --timeout 5x            | --timeout is '5x', allowed: a number above 0",
                "--token t file:f --timeout 0s            | --timeout is '0s', allowed: a number above 0",
                "--token t file:f --events A              | --events is 'A', allowed: at most 10 patterns",
                "--token t --token-file f file:f          | --token and --token-file are both there",
                "--token-file /nowhere/at/all file:f      | --token-file is '/nowhere/at/all', allowed: a file",
                "--token t file:f --exit-after            | --exit-after",
                "--token t file:f --colour                | unknown option --colour",
            })
    void whatIsWrongIsNamedWithItsValueAndWhatIsAllowed(String args, String message) {
        assertThat(read(args.trim().split(" +"))).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("watch: ")
                .contains(message.trim())
                .contains("--help");
        assertThat(out.size()).isZero();
        assertThat(plans).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--token CANARY --token CANARY file:f",
                "--tokn=CANARY file:f",
                "--token CANARY --token-file x file:f",
                "--token 'CANARY' file",
                "--token CANARYé file:f",
                "--url ws://h/?token=CANARY file:f",
                "--url http://h/?token=CANARY file:f"
            })
    void noMessageShowsTheToken(String args) {
        assertThat(read(args.replace("CANARY", CANARY).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .doesNotContain(CANARY)
                .contains("watch: ");
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(read("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Exit codes:", "3     no connection", "4     the server rejected");
    }
}
