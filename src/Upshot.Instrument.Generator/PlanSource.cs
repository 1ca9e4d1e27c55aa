using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Plan.Generate;
using Upshot.Plan.Generate.CSharp;

namespace Upshot.Instrument.Generator;

/// <summary>What a plan became: source files and problems, both comparable.</summary>
internal sealed record PlanSource(Values<GeneratedFile> Files, Values<Problem> Problems, Values<PlanText> Plan)
{
    public static PlanSource? Of(Values<PlanText> texts, CSharpOptions options)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        var reading = PlanReader.Read(texts.Select(t => new PlanFile(t.Path, t.Text)));
        var sites = CallSiteBuilder.Build(reading.Plan);

        // What could be read is generated even where something else is wrong: one mistake, one message.
        IReadOnlyList<GeneratedFile> files = sites.Problems.Count == 0 ? CSharpGenerator.Generate(reading.Plan, sites, options) : [];
        return new PlanSource(new(files), new(reading.Problems), texts);
    }
}
