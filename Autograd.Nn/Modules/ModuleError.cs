using System.Runtime.ExceptionServices;

namespace Autograd.Nn;

/// <summary>
/// An error that says in which module it arose. It costs nothing before there is one: the filter of a catch clause asks for it.
/// </summary>
internal static class ModuleError
{
    private const string Key = "Autograd.Module";

    /// <summary>
    /// The same error, of the same type, whose message names the innermost module that it passes; null where it does already. An error of
    /// a type that cannot be made anew says it in its <see cref="Exception.Data"/>, under "Autograd.Module".
    /// </summary>
    internal static Exception? Of(Exception error, Module module)
    {
        if (error.Data.Contains(Key))
        {
            return null;
        }

        string name = Name(module), place = $" (in {name})";
        string message = error.Message + place;
        Exception? named =
            error.GetType() == typeof(ArgumentException) ? OfArgument((ArgumentException)error, place)
            : error.GetType() == typeof(ArgumentOutOfRangeException) ? OutOfRange((ArgumentOutOfRangeException)error, place)
            : error.GetType() == typeof(ArgumentNullException) ? Null((ArgumentNullException)error, place)
            : error.GetType() == typeof(InvalidOperationException) ? new InvalidOperationException(message, error)
            : error.GetType() == typeof(ObjectDisposedException) ? new ObjectDisposedException(message, error)
            : null;
        (named ?? error).Data.Add(Key, name);
        return named;
    }

    /// <summary>A module as messages name it, by its path, if it has one, and in a word or two.</summary>
    internal static string Name(Module module) => $"{(module.Path.Length == 0 ? "" : $"'{module.Path}', ")}{module.Description}";

    /// <summary>A module whose Compute returned null.</summary>
    internal static InvalidOperationException NoValue(Module module) =>
        new($"{module.GetType().Name}: its Compute returned null; expected a tensor.");

    private static ArgumentException OfArgument(ArgumentException error, string place) => new(Text(error) + place, error.ParamName, error);

    // These two have either an argument's name or an error inside: what that would tell, where it was thrown, goes over.
    private static Exception OutOfRange(ArgumentOutOfRangeException error, string place) => error.ParamName is null
        ? new ArgumentOutOfRangeException(error.Message + place, error)
        : Thrown(error, new ArgumentOutOfRangeException(error.ParamName, error.ActualValue, Text(error) + place));

    private static Exception Null(ArgumentNullException error, string place) => error.ParamName is null
        ? new ArgumentNullException(error.Message + place, error)
        : Thrown(error, new ArgumentNullException(error.ParamName, Text(error) + place));

    private static Exception Thrown(Exception error, Exception named) =>
        error.StackTrace is { } where ? ExceptionDispatchInfo.SetRemoteStackTrace(named, where) : named;

    // The message of such an error ends with the parameter's name, and perhaps its value, and will again.
    private static string Text(ArgumentException error)
    {
        int end = error.Message.LastIndexOf($" (Parameter '{error.ParamName}')", StringComparison.Ordinal);
        return end < 0 ? error.Message : error.Message[..end];
    }
}
