# Writes tables of Debian's R packages as CSV files, and tables.csv, which says what is predicted of each and where it comes from.
#
#   apt-get install --no-install-recommends r-base-core r-recommended
#   apt-get download r-cran-{aer,cardata,dslabs,ggplot2,kernlab,lme4,mlbench,modeldata,vcdextra}
#   for f in *.deb; do dpkg -x $f packages; done
#   Rscript debian_tables.R packages FOLDER
#
# Packages that are installed are found without being unpacked. Rows beyond the number stated are left out by chance.
arguments <- commandArgs(TRUE)
homes <- c(file.path(arguments[1], "usr/lib/R", c("site-library", "library")), .libPaths())
folder <- arguments[2]

found <- function(package, name) {
  into <- new.env()
  for (home in homes) {
    data <- file.path(home, package, "data")
    lazy <- file.path(data, "Rdata")
    if (file.exists(paste0(lazy, ".rdb"))) lazyLoad(lazy, into)
    for (file in list.files(data, "[.](rda|RData)$", full.names = TRUE)) if (sub("[.].*", "", basename(file)) == name) load(file, into)
    if (exists(name, into, inherits = FALSE)) return(get(name, into))
  }
  stop("package ", package, " has no ", name)
}

tables <- list()

# A table of a package: rows without a target are left out, and columns that tell it, or number the rows.
take <- function(name, package, data, target, about, without = c(), rows = Inf, change = identity) {
  x <- as.data.frame(change(as.data.frame(found(package, data))))
  x <- x[!is.na(x[[target]]), setdiff(names(x), without)]
  set.seed(1)
  if (nrow(x) > rows) x <- x[sort(sample(nrow(x), rows)), ]
  few <- table(x[[target]])
  if (!is.numeric(x[[target]])) x <- x[x[[target]] %in% names(few)[few >= 10], ]
  write.csv(x, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "", quote = TRUE)
  description <- readRDS(file.path(homes[file.exists(file.path(homes, package))][1], package, "Meta/package.rds"))$DESCRIPTION
  tables[[name]] <<- data.frame(name, target, about, source = paste0("R package ", package, ", ", data),
    licence = unname(description["License"]))
}

# Classes.
take("letters", "mlbench", "LetterRecognition", "lettr", "letters by measures of their shape, 26 classes", rows = 10000)
take("shuttle", "mlbench", "Shuttle", "Class", "states of radiators, one class in 2,000", rows = 20000)
take("satellite", "mlbench", "Satellite", "classes", "soils by pixels of satellites")
take("dna", "mlbench", "DNA", "Class", "borders of genes by 180 booleans")
take("soybean", "mlbench", "Soybean", "Class", "19 diseases of soybeans, with holes")
take("vowels", "mlbench", "Vowel", "Class", "eleven vowels by their sound")
take("vehicles", "mlbench", "Vehicle", "Class", "four vehicles by their outline")
take("sonar", "mlbench", "Sonar", "Class", "rocks and mines by 60 echoes")
take("pima", "mlbench", "PimaIndiansDiabetes2", "diabetes", "diabetes, with holes")
take("glass", "mlbench", "Glass", "Type", "six kinds of glass")
take("ionosphere", "mlbench", "Ionosphere", "Class", "echoes of radar")
take("votes", "mlbench", "HouseVotes84", "Class", "parties by 16 votes, with holes")
take("spam", "kernlab", "spam", "type", "mail by 57 frequencies of words")
take("incomes", "kernlab", "income", "INCOME", "nine levels of income, with holes")
take("caravans", "kernlab", "ticdata", "CARAVAN", "who insures a caravan, one in 17, by 85 columns")
take("musk", "kernlab", "musk", "Class", "molecules by 166 distances")
take("credit", "modeldata", "credit_data", "Status", "loans that are paid back or not, with holes")
take("attrition", "modeldata", "attrition", "Attrition", "who leaves a company, one in six")
take("churn", "modeldata", "mlc_churn", "churn", "who leaves a telephone company, one in seven")
take("churn2", "modeldata", "wa_churn", "churn", "who leaves another, one in four")
take("developers", "modeldata", "stackoverflow", "Remote", "developers who work at home, one in ten")
take("lending", "modeldata", "lending_club", "Class", "loans that turn bad, one in 19")
take("jobs", "modeldata", "hpc_data", "class", "how long jobs of a cluster take, four levels")
take("cells", "modeldata", "cells", "class", "cells that are segmented well or badly", without = "case")
take("speech", "modeldata", "pd_speech", "class", "Parkinson's disease by 750 measures of speech")
take("plebiscite", "carData", "Chile", "vote", "what people would vote, four answers")
take("poverty", "carData", "WVS", "poverty", "opinions in three levels")
take("arrests", "carData", "Arrests", "released", "who is released after an arrest")
take("titanic", "vcdExtra", "Titanicp", "survived", "who survived, with holes")
take("mortgages", "AER", "HMDA", "deny", "mortgages that are denied, one in eight")
take("aggression", "lme4", "VerbAgg", "resp", "three answers of 316 people to 24 questions", without = "r2")
take("diamond-cuts", "ggplot2", "diamonds", "cut", "diamonds by quality of cut, five levels", rows = 10000)

# Numbers.
take("diamonds", "ggplot2", "diamonds", "price", "prices of diamonds", rows = 10000)
take("ames", "modeldata", "ames", "Sale_Price", "prices of houses by 73 columns")
take("concrete", "modeldata", "concrete", "compressive_strength", "strength of concrete")
take("sacramento", "modeldata", "Sacramento", "price", "prices of flats, with 68 post codes")
take("wages", "carData", "SLID", "wages", "wages of an hour, with holes")
take("films", "dslabs", "movielens", "rating", "stars that 671 people give to thousands of films",
  without = c("title", "timestamp"), rows = 30000,
  change = function(x) transform(x, userId = paste0("u", userId), movieId = paste0("m", movieId)))

write.csv(do.call(rbind, tables), file.path(folder, "tables.csv"), row.names = FALSE)
