package io.bush.examples.review;

import static io.bush.examples.review.TestServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.review.TestServer.Person;
import io.bush.realtime.auth.PermissionLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every endpoint with every level: enough is served, too little is 403, and who is outside gets 404. */
class PermissionMatrixTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private final Person owner = SERVER.newPerson();
    private final Person other = SERVER.newPerson();
    private final String project = SERVER.newProject(owner);
    private final String inProject = "/v4/projects/" + project;

    private record Rule(PermissionLevel needed, ToIntFunction<Person> attempt) {}

    private Map<String, Rule> rules() {
        String file = SERVER.newFile(owner, project);
        String onFile = "/v4/files/" + file;
        Map<String, Rule> rules = new LinkedHashMap<>();
        view(rules, inProject);
        view(rules, inProject + "/members");
        view(rules, inProject + "/folders");
        view(rules, inProject + "/files");
        view(rules, onFile);
        view(rules, onFile + "/content");
        view(rules, onFile + "/versions");
        view(rules, onFile + "/comments");
        view(rules, onFile + "/presence");
        rules.put(
                "comment",
                rule(
                        PermissionLevel.COMMENT_ONLY,
                        who -> SERVER.post(who, onFile + "/comments", "{\"text\":\"x\"}")
                                .status()));
        rules.put(
                "complete",
                rule(
                        PermissionLevel.COMMENT_ONLY,
                        who -> SERVER.post(who, "/v4/comments/" + SERVER.newComment(owner, file) + "/complete", "")
                                .status()));
        rules.put(
                "upload",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.upload(who, inProject + "/files", "a", "text/plain", bytes("a"))
                                .status()));
        rules.put(
                "version",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.upload(who, onFile + "/versions", "a", "text/plain", bytes("a"))
                                .status()));
        rules.put(
                "change file",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.patch(who, onFile, "{\"status\":\"seen\"}")
                                .status()));
        rules.put(
                "delete file",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.delete(who, "/v4/files/" + SERVER.newFile(owner, project))
                                .status()));
        rules.put(
                "new folder",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.post(who, inProject + "/folders", "{\"name\":\"of " + who.name() + "\"}")
                                .status()));
        rules.put(
                "delete folder",
                rule(
                        PermissionLevel.EDIT,
                        who -> SERVER.delete(who, inProject + "/folders/" + newFolder(who))
                                .status()));
        rules.put(
                "share",
                rule(
                        PermissionLevel.EDIT_AND_SHARE,
                        who -> SERVER.post(who, onFile + "/shares", "{}").status()));
        rules.put(
                "list shares",
                rule(
                        PermissionLevel.EDIT_AND_SHARE,
                        who -> SERVER.get(who, onFile + "/shares").status()));
        rules.put(
                "delete share",
                rule(
                        PermissionLevel.EDIT_AND_SHARE,
                        who -> SERVER.delete(
                                        who,
                                        "/v4/shares/"
                                                + SERVER.post(owner, onFile + "/shares", "{}")
                                                        .text("id"))
                                .status()));
        rules.put(
                "delete a comment of others",
                rule(
                        PermissionLevel.FULL_ACCESS,
                        who -> SERVER.delete(who, "/v4/comments/" + SERVER.newComment(owner, file))
                                .status()));
        rules.put(
                "add member",
                rule(
                        PermissionLevel.FULL_ACCESS,
                        who -> SERVER.put(who, inProject + "/members/" + other.id(), "{\"permission\":\"edit\"}")
                                .status()));
        rules.put("remove member", rule(PermissionLevel.FULL_ACCESS, who -> {
            SERVER.addMember(owner, project, other, "edit");
            return SERVER.delete(who, inProject + "/members/" + other.id()).status();
        }));
        return rules;
    }

    @ParameterizedTest
    @EnumSource
    void aLevelOpensWhatItIncludesAndNothingMore(PermissionLevel level) {
        Person member = SERVER.newPerson();
        SERVER.addMember(owner, project, member, level.wireName());
        List<String> wrong = new ArrayList<>();

        rules().forEach((name, rule) -> {
            int status = rule.attempt().applyAsInt(member);
            boolean right = level.atLeast(rule.needed()) ? status >= 200 && status < 300 : status == 403;
            if (!right) {
                wrong.add(name + " gave " + status);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void anOutsiderFindsNothingAnywhere() {
        Person outsider = SERVER.newPerson();
        List<String> wrong = new ArrayList<>();

        rules().forEach((name, rule) -> {
            int status = rule.attempt().applyAsInt(outsider);
            if (status != 404) {
                wrong.add(name + " gave " + status);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void anAuthorWhoMayNoLongerCommentNeitherEditsNorDeletes() {
        Person member = SERVER.newPerson();
        SERVER.addMember(owner, project, member, "comment_only");
        String comment = "/v4/comments/" + SERVER.newComment(member, SERVER.newFile(owner, project));
        SERVER.addMember(owner, project, member, "view_only");

        assertThat(SERVER.patch(member, comment, "{\"text\":\"x\"}").status()).isEqualTo(403);
        assertThat(SERVER.delete(member, comment).status()).isEqualTo(403);
    }

    private String newFolder(Person forWhom) {
        return SERVER.post(owner, inProject + "/folders", "{\"name\":\"for " + forWhom.name() + "\"}")
                .text("id");
    }

    private static void view(Map<String, Rule> rules, String path) {
        rules.put(
                "GET " + path,
                rule(
                        PermissionLevel.VIEW_ONLY,
                        who -> SERVER.sendForBytes(SERVER.request(who, path).GET())
                                .statusCode()));
    }

    private static Rule rule(PermissionLevel needed, ToIntFunction<Person> attempt) {
        return new Rule(needed, attempt);
    }
}
