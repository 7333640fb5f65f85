package io.bush.examples.watch.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ReceivedEvent event(String name, String data) {
        try {
            return new ReceivedEvent(
                    new Channel("file", "file_a"),
                    name,
                    "evt_1",
                    Instant.parse("2026-01-15T10:30:00Z"),
                    JSON.readTree(data),
                    "user_by",
                    "raw");
        } catch (JsonProcessingException e) {
            throw new AssertionError(data, e);
        }
    }

    @ParameterizedTest
    @Tag("seed000-4")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "comment.created | {'id':'comment_1','user':{'id':'user_a','name':'Jane Smith'},'text':'Too dark','timestamp':94.5,'parent_id':'comment_0','annotations':[{},{}]} | Jane Smith: \"Too dark\" (comment_1, at 1:34.5, reply to comment_0, 2 marks)",
                "comment.updated | {'comment_id':'comment_1','text':'Darker'} | comment_1 changed by user_by: \"Darker\"",
                "comment.deleted | {'comment_id':'comment_1'} | comment_1 deleted by user_by",
                "comment.completed | {'comment_id':'comment_1','completed_by':'user_a','completed_at':'2026-01-15T10:30:00Z'} | comment_1 completed by user_a at 2026-01-15T10:30:00Z",
                "file.created | {'id':'file_1','name':'clip.mp4','type':'video/mp4','size':12300000,'uploader':{'name':'Jane'}} | clip.mp4 (file_1, video/mp4, 12.3 MB) uploaded by Jane",
                "file.deleted | {'file_id':'file_1'} | file_1 deleted by user_by",
                "file.moved | {'file_id':'file_1','old_folder_id':null,'new_folder_id':'folder_b'} | file_1 moved from the top to folder_b by user_by",
                "file.updated | {'file_id':'file_1','changes':{'name':'new.mp4'}} | file_1 changed by user_by: name=new.mp4",
                "file.updated | {'file_id':'file_1','rating':5} | file_1 changed by user_by: rating=5",
                "file.status_changed | {'file_id':'file_1','old_status':'draft','new_status':'approved','changed_by':'user_a'} | file_1: draft → approved by user_a",
                "upload.progress | {'file_id':'file_1','bytes_uploaded':4500,'bytes_total':10000000,'percentage':45} | file_1 45% (4.5 kB of 10.0 MB)",
                "upload.progress | {'file_id':'file_1','bytes_uploaded':4500,'bytes_total':null,'percentage':null} | file_1 (4.5 kB)",
                "processing.started | {'file_id':'file_1','job_type':'transcode'} | file_1 transcode started",
                "processing.progress | {'file_id':'file_1','job_type':'transcode','percentage':40} | file_1 transcode 40%",
                "processing.completed | {'file_id':'file_1','job_type':'thumbnail','output_urls':['/a','/b']} | file_1 thumbnail completed: /a, /b",
                "processing.failed | {'file_id':'file_1','job_type':'waveform','error_message':'no sound'} | file_1 waveform failed: no sound",
                "transcription.completed | {'file_id':'file_1','language':'en','word_count':1234} | file_1 transcribed: en, 1234 words",
                "version.created | {'number':3,'name':'clip.mp4','uploader':{'name':'Jane'}} | version 3 of clip.mp4 by Jane",
                "folder.created | {'id':'folder_1','name':'Dailies','created_by':{'name':'Jane'}} | folder \"Dailies\" (folder_1) made by Jane",
                "folder.deleted | {'folder_id':'folder_1'} | folder_1 deleted by user_by",
                "member.added | {'user_id':'user_b','permission_level':'edit'} | user_b added as edit by user_by",
                "member.removed | {'user_id':'user_b'} | user_b removed by user_by",
                "notification.created | {'id':'notification_1','type':'mention','actor':{'name':'Jane'},'text':'look'} | mention from Jane: \"look\" (notification_1)",
                "notification.read | {'notification_id':'notification_1'} | notification_1 read",
                "share.viewed | {'viewer':{'name':'Ann','email':'ann@example.org'}} | viewed by Ann <ann@example.org>",
                "share.viewed | {'viewer':{'name':null,'email':null}} | viewed by somebody",
                "share.downloaded | {'file_id':'file_1','viewer':{'email':'ann@example.org'}} | file_1 downloaded by ann@example.org",
                "blob.changed | {'key':'a','size':3,'tags':['x']} | key=a size=3 tags=[\"x\"]",
                "blob.changed | null | null",
            })
    void everyEventOfTheCatalogueSaysWhatMatters(String name, String data, String text) {
        assertThat(EventText.of(event(name, data.replace('\'', '"')))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "comment.created",
        "comment.updated",
        "file.created",
        "file.moved",
        "upload.progress",
        "processing.completed",
        "version.created",
        "member.added",
        "notification.created",
        "share.viewed",
        "transcription.completed"
    })
    void anEventWithoutItsFieldsIsStillShown(String name) {
        assertThat(EventText.of(event(name, "{}"))).isNotBlank();
        assertThat(EventText.of(event(name, "[{\"text\":1}]"))).isNotBlank();
        assertThat(EventText.of(event(name, "{\"text\":{},\"user\":[],\"percentage\":\"x\",\"size\":{}}")))
                .isNotBlank();
    }

    @Test
    void textFromTheNetworkCannotSteerTheTerminal() {
        String evil =
                "{\"user\":{\"name\":\"\\u001b[2J\\u202eevil\"},\"text\":\"a\\nb\\u009b31m\\u0007\",\"id\":\"x\"}";

        assertThat(EventText.of(event("comment.created", evil)))
                .isEqualTo("\\u001b[2J\\u202eevil: \"a\\nb\\u009b31m\\u0007\" (x)");
        assertThat(EventText.of(event("evil.event", "{\"\\u001b[2J\":\"\\u001b\"}")))
                .isEqualTo("\\u001b[2J=\\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'subscription.confirmed','last_event_id':'evt_1'} | subscribed at evt_1",
                "{'type':'subscription.confirmed','last_event_id':'evt_1','recovered':true,'replayed':3} | subscribed, 3 missed events follow",
                "{'type':'subscription.reset','reason':'expired'} | reset (expired): events may be missing",
                "{'type':'new.frame','channel':'file','resource_id':'file_a','x':1} | x=1",
            })
    void framesThatAreNoEventsSayWhatTheyMean(String frame, String text) throws JsonProcessingException {
        assertThat(ControlText.of(control(frame))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{'type':'subscription.position','last_event_id':'evt_1'}", "{'type':'unsubscribed'}"})
    void framesOfNoInterestAreNotShown(String frame) throws JsonProcessingException {
        assertThat(ControlText.of(control(frame))).isNull();
    }

    static ControlFrame control(String frame) throws JsonProcessingException {
        String text = frame.replace('\'', '"');
        return new ControlFrame(JSON.readTree(text).get("type").asText(), JSON.readTree(text), text);
    }
}
