package io.bush.examples.dialects.http;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.examples.dialects.conversations.ConversationEvents;
import io.bush.examples.dialects.conversations.Messages;
import io.bush.realtime.channel.Channel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Seed 002 over HTTP: messages, changes of a conversation, progress of the caller's files. Thread safety: any thread. */
public final class ConversationRoutes extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient Directory directory;
    private final transient Messages messages;
    private final transient ConversationEvents events;

    /** Answers with these. */
    public ConversationRoutes(Tokens tokens, Directory directory, Messages messages, ConversationEvents events) {
        super(tokens);
        this.directory = directory;
        this.messages = messages;
        this.events = events;
    }

    @Override
    protected @Nullable Object answer(Request request) {
        String id = request.path().size() > 1 ? request.path().get(1) : "";
        return switch (request.shape(1)) {
            case "GET conversations/*/messages" -> found(messages.list(request.userId(), id));
            case "POST conversations/*/messages" -> found(messages.post(request.userId(), id, content(request)));
            case "PATCH conversations/*" -> {
                if (!directory.mayRead(request.userId(), new Channel("conversation", id))) {
                    throw new Refusal(404, "no such conversation");
                }
                var unused = events.conversationUpdated(id, request.body(), request.userId());
                yield null;
            }
            case "POST files/*/progress" -> {
                double progress = request.body().path("progress").asDouble();
                var unused = events.fileProcessing(
                        request.userId(), new ConversationEvents.FileProgress(id, progress, request.text("status")));
                yield null;
            }
            default -> throw new Refusal(404, "nothing here");
        };
    }

    private static String content(Request request) {
        String content = request.text("content");
        if (content.length() > Messages.LONGEST) {
            throw new Refusal(413, "a message has at most " + Messages.LONGEST + " characters");
        }
        return content;
    }

    private static Object found(@Nullable Object answer) {
        if (answer == null) {
            throw new Refusal(404, "no such conversation");
        }
        return answer instanceof List<?> list ? Map.of("messages", list) : answer;
    }
}
