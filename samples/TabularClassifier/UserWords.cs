namespace TabularClassifier;

/// <summary>What the library says to programmers, for whoever has a command line: its options instead of properties.</summary>
internal static class UserWords
{
    private static readonly string[] s_indents = ["  ", "    "];

    // In order: a sentence before the words in it.
    private static readonly (string Library, string User)[] s_words =
    [
        ("set CsvOptions.HasHeader to false", "say --no-header"),
        ("set CsvOptions.Separator to a blank", "say --separator blank"),
        ("add it to CsvOptions.MissingTokens", "say --missing with it"),
        ("set the column's kind in CsvOptions.Kinds", "say the column's --kind"),
        ("say CsvOptions.Kinds = Category", "say --kind with =category"),
        ("leave CsvOptions.DecimalComma", "leave --decimal-comma away"),
        ("CsvOptions.Encoding says what they are.", "If they are not, save it as UTF-8."),
        ("needs CsvOptions.Encoding", "must be saved as UTF-8"),
        ("TabularOptions has a TimeColumn and a GroupColumn", "There are --time and --group"),
        ("which TabularOptions.TimeColumn rules out; take Train, whose test rows are the latest", "which --time rules out; leave one away"),
        ("CrossValidate: ", "--folds: "),
        ("TabularOptions: ", "--target: "),
        ("TabularModel: ", ""),
        ("(GroupColumn)", "(--group)"),
        ("(Ignored)", "(--ignore)"),
        ("CsvOptions.Kinds", "--kind"),
        ("CsvOptions.DateFormats", "--date-format"),
        ("CsvOptions.MissingTokens", "--missing"),
        ("CsvOptions.DecimalComma", "--decimal-comma"),
        ("CsvOptions.Separator", "--separator"),
        ("TabularOptions.TimeColumn", "--time"),
        ("TabularOptions.Task", "--task"),
        ("TabularOptions.Test", "--test"),
    ];

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

        return message;
    }
}
