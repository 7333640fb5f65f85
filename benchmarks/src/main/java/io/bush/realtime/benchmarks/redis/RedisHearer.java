package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.benchmarks.process.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process that is {@link RedisHearing}. Told what to do line by line; ends with its input. */
public final class RedisHearer {

    private RedisHearer() {}

    /**
     * Does what it is told.
     *
     * @throws IOException when the input broke
     */
    public static void run() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            RedisHearing hearing = null;
            String text = in.readLine();
            while (text != null && !text.equals("quit")) {
                Line order = Line.parse(text);
                if (order.word().equals("hear")) {
                    hearing = new RedisHearing(
                            (int) order.number("port"), RedisNode.channels(0, (int) order.number("channels")));
                    System.out.println("hearing");
                } else if (order.word().equals("count")) {
                    System.out.println(
                            Line.of("counted", "events", present(hearing).events()));
                } else {
                    RedisHearing.Heard heard = present(hearing).take();
                    System.out.println(Line.of(
                            "heard",
                            "events",
                            heard.events(),
                            "sum",
                            heard.sum(),
                            "p50",
                            heard.p50(),
                            "p99",
                            heard.p99(),
                            "p999",
                            heard.p999(),
                            "worst",
                            heard.worst()));
                }
                text = in.readLine();
            }
            if (hearing != null) {
                hearing.close();
            }
        }
    }

    private static RedisHearing present(@Nullable RedisHearing hearing) {
        return Objects.requireNonNull(hearing, "hear first");
    }
}
