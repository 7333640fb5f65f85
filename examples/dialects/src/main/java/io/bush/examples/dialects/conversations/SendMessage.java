package io.bush.examples.dialects.conversations;

import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallHandler;
import io.bush.realtime.call.Caller;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code send_message}: written as the caller, without a token made for the purpose and without a request to oneself. With an
 * {@code id} of the client's a repeated one is the same message. Thread safety: any thread.
 */
public final class SendMessage implements CallHandler.Blocking<SendMessage.Params> {

    /** The call's name. */
    public static final String METHOD = "send_message";

    private final Messages messages;

    /** Writes into these. */
    public SendMessage(Messages messages) {
        this.messages = messages;
    }

    /** What is sent. */
    public record Params(String conversationId, String content) {

        /** Refuses absent parts. */
        public Params {
            Objects.requireNonNull(conversationId, "conversationId");
            Objects.requireNonNull(content, "content");
        }
    }

    /** What came of it. */
    public record Sent(
            String messageId,
            String conversationId,
            @Nullable String id) {}

    @Override
    public Object handle(Caller caller, Params params) {
        if (params.content().length() > Messages.LONGEST) {
            throw new CallFailedException("too_long", "A message has at most " + Messages.LONGEST + " characters");
        }
        Messages.Message message = messages.post(caller.principal().id(), params.conversationId(), params.content());
        if (message == null) {
            throw new CallFailedException("not_found", "There is no such conversation");
        }
        return new Sent(message.id(), message.conversationId(), caller.idempotencyId());
    }
}
