package io.bush.examples.review;

/** What to type next. */
final class Hints {

    private Hints() {}

    static String text(String url) {
        String socket = url.replaceFirst("^http", "ws");
        return """

                Try it from another terminal (with jq):
                  URL=%s
                  TOKEN=$(curl -s $URL/v4/tokens -H 'Content-Type: application/json' -d '{"user":"alice"}' | jq -r .token)
                  PROJECT=$(curl -s $URL/v4/projects -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"name":"Demo"}' | jq -r .id)
                  FILE=$(curl -s $URL/v4/projects/$PROJECT/files -H "Authorization: Bearer $TOKEN" -F file=@picture.png | jq -r .id)
                Watch it live in a second terminal, with the same variables:
                  java -jar examples/watch/target/watch.jar --url %s/v4/cable --token $TOKEN project:$PROJECT file:$FILE
                and comment in the first:
                  curl -s $URL/v4/files/$FILE/comments -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"text":"Nice!","client_id":"tmp_1"}'
                Ctrl-C stops the server.""".formatted(url, socket);
    }
}
