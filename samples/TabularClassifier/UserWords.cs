using Autograd.Data;

namespace TabularClassifier;

/// <summary>What the library says to programmers, for whoever has a command line: its options instead of properties.</summary>
internal static class UserWords
{
    /// <summary>The properties of options, and what sets them here.</summary>
    private static readonly Dictionary<string, string> s_options = new()
    {
        [nameof(CsvOptions.Separator)] = "--separator",
        [nameof(CsvOptions.DecimalComma)] = "--decimal-comma",
        [nameof(CsvOptions.MissingTokens)] = "--missing",
        [nameof(CsvOptions.Kinds)] = "--kind",
        [nameof(CsvOptions.DateFormats)] = "--date-format",
        [nameof(TabularOptions.Target)] = "--target",
        [nameof(TabularOptions.Ignored)] = "--ignore",
        [nameof(TabularOptions.Kept)] = "--keep",
        [nameof(TabularOptions.TimeColumn)] = "--time",
        [nameof(TabularOptions.GroupColumn)] = "--group",
        [nameof(TabularOptions.Task)] = "--task",
        [nameof(TabularOptions.Balance)] = "--balance",
        [nameof(TabularOptions.Labels)] = "--labels",
        [nameof(TabularOptions.Loss)] = "--loss",
        [nameof(TabularOptions.Test)] = "--test",
    };

    private static readonly string[] s_indents = ["  ", "    "];

    // What is said otherwise than by an option's name, before those.
    private static readonly (string Library, string User)[] s_words =
    [
        ("set CsvOptions.HasHeader to false", "say --no-header"),
        ("set CsvOptions.Separator to a blank", "say --separator blank"),
        ("CsvOptions.MissingTokens?", "missing values (--missing)?"),
        ("set CsvOptions.DecimalComma", "say --decimal-comma"),
        ("leave CsvOptions.DecimalComma", "leave --decimal-comma away"),
        ("add it to CsvOptions.MissingTokens", "say --missing with it"),
        ("set the column's kind in CsvOptions.Kinds", "say the column's --kind"),
        ("say CsvOptions.Kinds = Category", "say --kind with =category"),
        ("CsvOptions.Encoding says what they are.", "If they are not, save it as UTF-8."),
        ("needs CsvOptions.Encoding", "must be saved as UTF-8"),
        ("set TabularOptions.SkipsMissingTime to leave", "say --skip-missing-time to leave"),
        ("TabularOptions has a TimeColumn and a GroupColumn", "There are --time and --group"),
        ("which TabularOptions.TimeColumn rules out; take Train, whose test rows are the latest", "which --time rules out; leave one away"),
        ("CrossValidate: ", "--folds: "),
        ("TabularModel: ", ""),
        ("(GroupColumn)", "(--group)"),
        ("(Ignored)", "(--ignore)"),
    ];

    /// <summary>What of the library is replaced, as it stands there.</summary>
    internal static IEnumerable<string> Replaced => s_words.Select(each => each.Library);

    /// <summary>A message in the user's words.</summary>
    internal static string Of(string message)
    {
        foreach ((string library, string user) in s_words)
        {
            message = message.Replace(library, user, StringComparison.Ordinal);

            // Where it is in lines, one may end between two of its words.
            for (int blank = library.IndexOf(' ', StringComparison.Ordinal); blank >= 0; blank = library.IndexOf(' ', blank + 1))
            {
                foreach (string indent in s_indents)
                {
                    message = message.Replace($"{library[..blank]}\n{indent}{library[(blank + 1)..]}", user, StringComparison.Ordinal);
                }
            }
        }

        foreach ((string property, string option) in s_options)
        {
            message = message.Replace($"CsvOptions.{property}", option, StringComparison.Ordinal)
                .Replace($"TabularOptions.{property}", option, StringComparison.Ordinal);
        }

        return message;
    }
}
