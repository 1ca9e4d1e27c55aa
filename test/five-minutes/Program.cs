using Upshot.Instrument;

var builder = WebApplication.CreateBuilder(args);
builder.AddUpshot();
var app = builder.Build();
var entries = new List<Entry>();

app.MapGet("/entries", () => entries);
app.MapGet("/entries/{number:int}", (int number) => number < entries.Count ? Results.Ok(entries[number]) : Results.NotFound(new { error = "There is no such entry." }));
app.MapPost("/entries", (Entry entry) =>
{
    if (string.IsNullOrEmpty(entry.Text))
    {
        return Results.BadRequest(new { error = "An entry without a text." });
    }

    entries.Add(entry);
    return Results.Created($"/entries/{entries.Count - 1}", new { number = entries.Count - 1 });
});

app.Run();

internal sealed record Entry(string? Text);
