package io.bush.examples.watch;

import io.bush.examples.watch.command.CommandLineReader;
import io.bush.examples.watch.command.ExitCode;
import io.bush.examples.watch.command.Target;
import io.bush.examples.watch.command.TokenSource;
import io.bush.examples.watch.command.WatchPlan;
import io.bush.examples.watch.show.JsonOutput;
import io.bush.examples.watch.show.Output;
import io.bush.examples.watch.show.Progress;
import io.bush.examples.watch.show.ProgressBar;
import io.bush.examples.watch.show.ProgressLines;
import io.bush.examples.watch.show.TextOutput;
import io.bush.examples.watch.state.HttpLists;
import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.channel.SubscribeOptions;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The command line: connects, prints what happens, ends when told to.
 *
 * @param out what happens
 * @param errors what goes wrong
 * @param tokens where the token may come from
 * @param columns width of the terminal that {@code out} is; 0 if it is none
 */
public record Watch(PrintStream out, PrintStream errors, TokenSource tokens, int columns) {

    private static final int DEFAULT_COLUMNS = 80;

    /**
     * Runs the command and ends the process with its exit code; {@code --help} lists them.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        Watch watch = new Watch(out, System.err, new TokenSource(System.getenv(), System.in), terminalColumns());
        System.exit(watch.run(args));
    }

    private static int terminalColumns() {
        if (!isTerminal()) {
            return 0;
        }
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
    }

    /** Up to JDK 21 there is a console only at a terminal; later there always is one, and it can say. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    int run(String... args) {
        return CommandLineReader.read(args, out, errors, options -> watch(options.plan(tokens)));
    }

    private int watch(WatchPlan plan) {
        Output output = plan.json()
                ? new JsonOutput(out)
                : new TextOutput(out, progress(), Clock.system(ZoneId.systemDefault()));
        WatchRun run =
                new WatchRun(plan, output, errors, plan.api() == null ? null : new HttpLists(plan.api(), plan.token()));
        BushClient client = client(plan, run);
        Thread interrupted = new Thread(() -> stop(client, output), "watch-stop");
        Runtime.getRuntime().addShutdownHook(interrupted);
        SubscribeOptions options =
                SubscribeOptions.DEFAULT.withEvents(plan.events().toArray(String[]::new));
        for (Target target : plan.targets()) {
            client.subscribe(
                    target.channel().type(),
                    target.channel().resourceId(),
                    new SubscribeOptions(target.since(), options.events()),
                    run::attach);
        }
        client.connect();
        int code = await(run, plan);
        stop(client, output);
        return code;
    }

    private static BushClient client(WatchPlan plan, WatchRun run) {
        BushClientBuilder builder =
                BushClient.builder(plan.url()).token(plan.token()).listener(run);
        if (plan.pollUrl() != null) {
            builder.pollUrl(plan.pollUrl());
        }
        return builder.build();
    }

    private static void stop(BushClient client, Output output) {
        client.close();
        output.finish();
    }

    private static int await(WatchRun run, WatchPlan plan) {
        try {
            return plan.timeout() == null
                    ? run.exitCode().get()
                    : run.exitCode().get(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            int code = plan.exitAfter() == 0 ? ExitCode.OK : ExitCode.TOO_FEW;
            run.exitCode().complete(code);
            return run.exitCode().getNow(code);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("nobody interrupts this thread or fails this stage", e);
        }
    }

    private Progress progress() {
        return columns > 0 ? new ProgressBar(out, columns) : new ProgressLines(out, System::nanoTime);
    }
}
