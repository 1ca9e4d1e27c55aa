using Microsoft.AspNetCore.Http.Features;
using Upshot.Answers;

namespace Upshot.Pages.Forms;

/// <summary>What somebody wrote into a form of a page.</summary>
internal sealed class SentForm(IFormCollection form)
{
    private const int MostFields = 20, Longest = 4000, MostBytes = 64 * 1024;

    /// <summary>Empty where it is not there.</summary>
    public string this[string name] => form[name] is [{ } value, ..] ? value.Trim() : "";

    /// <exception cref="UnreadableException">It is no form, too large, or of no page of this server.</exception>
    public static async Task<SentForm> ReadAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MostBytes)
        {
            throw new UnreadableException($"This address takes a form of at most {MostBytes / 1024} KiB, as the pages send it; programs use the API.");
        }

        IFormCollection form;
        try
        {
            form = await new FormFeature(context.Request, new() { ValueCountLimit = MostFields, ValueLengthLimit = Longest, KeyLengthLimit = 100, BufferBodyLengthLimit = MostBytes }).ReadFormAsync(cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new UnreadableException($"The form cannot be read: {e.Message}");
        }

        return FormToken.IsShown(context, form) ? new(form) : throw new UnreadableException("The form was not sent from a page of this server, or its page is older than the browser's session. Open the page again and send it from there.");
    }
}
