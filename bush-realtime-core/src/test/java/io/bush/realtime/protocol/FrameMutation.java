package io.bush.realtime.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Valid frames of every action, and what becomes of them when characters are lost, doubled, swapped or strewn in. */
final class FrameMutation {

    /** Each action at least once, with each of its fields. */
    static final List<String> VALID = List.of(
            "{'action':'authenticate','token':'bush_tok_1','previous_connection_id':'conn_1','ref':'a'}",
            "{'action':'subscribe','channel':'file','resource_id':'file_xyz789','since_event_id':'evt_1',"
                    + "'events':['comment.*','>'],'ref':'s1'}",
            "{'action':'subscribe','subscriptions':[{'channel':'file','resource_id':'file_1','events':[]},"
                    + "{'channel':'project','resource_id':'proj_1','since_event_id':null}]}",
            "{'action':'unsubscribe','channel':'file','resource_id':'file_xyz789'}",
            "{'action':'unsubscribe','ref':'u','subscriptions':[{'channel':'file','resource_id':'file_1'}]}",
            "{'action':'presence','channel':'file','resource_id':'file_1','state':{'status':'viewing','x':-34.5e-1}}",
            "{'action':'presence','channel':'file','resource_id':'file_1','state':null}",
            "{'action':'signal','channel':'file','resource_id':'file_1','event':'a.b','data':{'a':[1,true,null]}}",
            "{'action':'comment.lock','comment_id':'comment_a','channel':'file','resource_id':'file_1'}",
            "{'action':'comment.renew','comment_id':'comment_a','lock_token':1768473000000000}",
            "{'action':'comment.unlock','comment_id':'comment_a','lock_token':0}",
            "{'action':'call','method':'m','params':{'a':{'\\u00e9':'\\ud83d\\ude00'}},'idempotency_id':'i'}",
            "{'action':'ping','ref':'😀','unknown':[[[{'a':1}]]]}");

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "'",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "\ud800",
        "\udc00",
        "\0",
        "\n",
        " ",
        "/*",
        "null",
        "true",
        "NaN",
        "1e999",
        "-0",
        "9".repeat(33),
        "[".repeat(17),
        "1,".repeat(2_000),
        "'action':",
        "'ref':",
        "'ref':'r',",
        "{}",
        "[]",
        "''",
        "é",
        "\ufeff",
        "\u2028",
        "'action':'ping',",
        "'state':null,"
    };

    private FrameMutation() {}

    static String pick(SplittableRandom random) {
        return quoted(VALID.get(random.nextInt(VALID.size())));
    }

    /** A valid frame after 1 to 3 changes, or now and then a text that never was one. */
    static String mutated(SplittableRandom random) {
        if (random.nextInt(20) == 0) {
            return noise(random);
        }
        StringBuilder text = new StringBuilder(pick(random));
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            change(text, random);
        }
        return text.toString();
    }

    private static void change(StringBuilder text, SplittableRandom random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(1, 9));
        if (random.nextInt(500) == 0) {
            text.insert(from, "[" + "1,".repeat(2_000) + "1]");
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, text.substring(from, to));
            case 2 -> text.insert(from, quoted(PIECES[random.nextInt(PIECES.length)]));
            case 3 -> text.replace(from, to, quoted(PIECES[random.nextInt(PIECES.length)]));
            case 4 -> text.setLength(from);
            default -> {
                String other = pick(random);
                int cut = random.nextInt(other.length());
                text.replace(from, text.length(), other.substring(cut));
            }
        }
    }

    private static String noise(SplittableRandom random) {
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            parts.add(
                    random.nextInt(3) == 0
                            ? Character.toString((char) random.nextInt(0x10000))
                            : quoted(PIECES[random.nextInt(PIECES.length)]));
        }
        return String.join("", parts);
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
