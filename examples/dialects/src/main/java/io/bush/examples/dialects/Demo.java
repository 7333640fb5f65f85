package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * People and places to try the dialects with, named as in the seeds. Ann and Ben work in {@code workspace:ws_123}; Eve works in
 * another one and may see nothing of theirs.
 */
public final class Demo {

    /** Works in {@code ws_123}, and is an administrator. */
    public static final String ANN = "user_ann";
    /** Works in {@code ws_123}. */
    public static final String BEN = "user_ben";
    /** Works in {@code ws_999}. */
    public static final String EVE = "user_eve";

    private static final Duration A_DAY = Duration.ofDays(1);

    private Demo() {}

    /** Returns who is where. */
    public static Directory directory() {
        Channel workspace = new Channel("workspace", "ws_123");
        Channel other = new Channel("workspace", "ws_999");
        Channel team = new Channel("team", "team_456");
        return new Directory()
                .administrator(ANN)
                .add(workspace, ANN)
                .add(workspace, BEN)
                .add(other, EVE)
                .put(team, workspace)
                .put(new Channel("issue", "issue_789"), team)
                .put(new Channel("project", "project_abc"), workspace)
                .put(new Channel("cycle", "cycle_def"), team)
                .put(new Channel("team", "team_999"), other)
                .add(new Channel("conversation", "conv_1"), ANN)
                .add(new Channel("conversation", "conv_1"), BEN)
                .add(new Channel("conversation", "conv_2"), EVE)
                .add(new Channel("book", "my-novel"), ANN)
                .add(new Channel("book", "my-novel"), BEN);
    }

    /** Returns a token for everybody. */
    public static Map<String, String> tokens(Tokens tokens) {
        Map<String, String> issued = new LinkedHashMap<>();
        issued.put(ANN, tokens.issue(ANN, "Ann", A_DAY));
        issued.put(BEN, tokens.issue(BEN, "Ben", A_DAY));
        issued.put(EVE, tokens.issue(EVE, "Eve", A_DAY));
        return issued;
    }
}
