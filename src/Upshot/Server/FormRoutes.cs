using System.Globalization;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Pages.Forms;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>What the pages' forms do: the same as the API, with keys that may operate, written into the audit log.</summary>
internal static class FormRoutes
{
    /// <param name="pages">Which answer what goes wrong with a page.</param>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapPost("/alerts/acknowledge", (HttpContext context, AlertAnswers alerts, CancellationToken cancellation) => AfterAsync(context, form => alerts.AcknowledgeAsync(form["id"], form["by"], cancellation), cancellation)).Audited("alert acknowledge");
        pages.MapPost("/alerts/silence", (HttpContext context, AlertAnswers alerts, AnswerService asked, CancellationToken cancellation) =>
            AfterAsync(context, form => alerts.SilenceAsync(form["alert"], form["author"], form["reason"], null, asked.Now + TimeOf(form["for"]), cancellation), cancellation)).Audited("alert silence");
        pages.MapPost("/alerts/unsilence", (HttpContext context, AlertAnswers alerts, CancellationToken cancellation) => AfterAsync(context, form => alerts.EndSilenceAsync(form["id"], cancellation), cancellation)).Audited("alert silence end");
        pages.MapPost("/incidents/{id}/note", (HttpContext context, string id, IncidentAnswers incidents, CancellationToken cancellation) =>
            AfterAsync(context, form => incidents.NoteAsync(id, form["author"], form["text"], form["kind"], cancellation), cancellation)).Audited("incident note");
        pages.MapPost("/notes", (HttpContext context, ChangeAnswers changes, CancellationToken cancellation) => AfterAsync(
            context, form => changes.AddAsync(new("note", form["text"], Author: form["author"].Length > 0 ? form["author"] : throw new UnreadableException("A note needs the name of who writes it.")), cancellation), cancellation)).Audited("change");
    }

    /// <summary>Back to the page, by another request: reading it again sends nothing twice.</summary>
    private static async Task<IResult> AfterAsync<T>(HttpContext context, Func<SentForm, Task<T>> act, CancellationToken cancellation)
    {
        var form = await SentForm.ReadAsync(context, cancellation);
        await act(form);
        context.Response.Headers.Location = Pages.Frame.Theme.Back(form["back"]);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static TimeSpan TimeOf(string text) => text.Length > 1 && (text[^1] is 'h' or 'd') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var many) && many is > 0 and < 10_000
        ? text[^1] == 'h' ? TimeSpan.FromHours(many) : TimeSpan.FromDays(many)
        : throw new UnreadableException($"\"{text}\" is no length of time. Write hours or days: 4h, 2d.");
}
