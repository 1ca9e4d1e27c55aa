using System.Text;
using Upshot.Plan.Keys;

namespace Upshot.Plan.Schema;

/// <summary>The part of <c>docs/formats/plan.md</c> that lists every key.</summary>
public static class KeysPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        WriteFile("upshot.yaml", PlanKeys.Plan, page);
        WriteFile("releases/*.yaml", ReleaseKeys.Release, page);
        WriteFile("runbooks/*.md", RunbookKeys.Runbook, page);
        foreach (var table in RunbookKeys.StepTables)
        {
            WriteTable(table, page);
        }

        page.Append("### signals/*.yaml: annotations\n\n");
        WriteTable(RegistryKeys.UpshotSignal, page);
        foreach (var table in KeyTables.Below(RegistryKeys.UpshotSignal))
        {
            WriteTable(table, page);
        }

        WriteTable(RegistryKeys.UpshotAttribute, page);
        return page.ToString();
    }

    private static void WriteFile(string file, KeyTable root, StringBuilder page)
    {
        page.Append($"### {file}\n\n");
        WriteTable(root, page);
        foreach (var table in KeyTables.Below(root))
        {
            WriteTable(table, page);
        }
    }

    private static void WriteTable(KeyTable table, StringBuilder page)
    {
        page.Append($"#### {table.Name}\n\n{table.Doc}\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var key in table.Keys)
        {
            var byDefault = key.Required ? "required" : key.Default;
            page.Append($"| `{key.Name}` | {Says(key.Shape)} | {byDefault} | {key.Doc} |\n");
        }

        page.Append('\n');
    }

    private static string Says(Shape shape) => shape switch
    {
        TableShape table => table.Table.Name,
        ListShape { OrOne: true } list => $"{Says(list.Item)}, or a list of such",
        ListShape list => $"list of {Says(list.Item)}",
        NamedShape { Item: TableShape table } named => $"map from {named.What} to {table.Table.Name}",
        NamedShape named => $"map from {named.What} to {Says(named.Item)}",
        EitherShape either => $"{Says(either.Short)}, or {Says(either.Long)}",
        ChoiceShape choice => string.Join(", ", choice.Values.Select(v => $"`{v}`")),
        LiteralShape => "text, number or boolean",
        NumberShape { Integer: true } number => $"whole number, {number.Low:0} to {number.High:0.##}",
        NumberShape => "number",
        _ => ScalarChecker.Wanted(shape),
    };
}
